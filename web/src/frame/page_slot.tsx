/** The page of the address, fetched when it is first visited. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { problemFrom, type Problem } from '../lib/problem.ts';
import { currentPage } from '../state/pages.ts';
import { session } from '../state/session.ts';
import { ErrorBox } from '../ui/error_box.tsx';
import { Head } from './head.tsx';
import { FirstSteps } from './first_steps.tsx';

/** Pages that are of use before any sale came in. */
const WITHOUT_DATA: readonly string[] = ['data', 'users', 'developers', 'reference'];

const loaded = new Map<string, ComponentType>();

export function PageSlot() {
    const page = currentPage.value;
    const arrived = useSignal(0);
    const problem = useSignal<Problem | null>(null);
    const fetchPage = () => {
        problem.value = null;
        if (!page || loaded.has(page.id)) return;
        page.load().then(
            (module) => {
                loaded.set(page.id, module.default);
                arrived.value++;
            },
            (error: unknown) => {
                problem.value = problemFrom(error);
            },
        );
    };
    useEffect(fetchPage, [page]);

    if (!page) {
        return (
            <>
                <Head title="Not found" />
                <p class="empty">
                    There is no page at this address. <a href="/">Go to the overview</a>
                </p>
            </>
        );
    }
    if (session.value && !session.value.as_of && !WITHOUT_DATA.includes(page.id)) return <FirstSteps />;
    const Page = arrived.value >= 0 ? loaded.get(page.id) : undefined;
    if (problem.value) return <ErrorBox problem={problem.value} retry={fetchPage} />;
    if (!Page || !session.value) {
        return (
            <div aria-busy="true">
                <Head title={page.title} />
            </div>
        );
    }
    return <Page />;
}
