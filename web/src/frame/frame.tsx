/** The frame that every page stands in: navigation, the page, and the dialogs that any page may open. */
import { useEffect } from 'preact/hooks';
import { say } from '../state/language.ts';
import { sessionProblem, session } from '../state/session.ts';
import { currentPage } from '../state/pages.ts';
import { DataTable } from '../ui/data_table.tsx';
import { HowComputed } from '../ui/how_computed.tsx';
import { JobsBar } from './jobs_bar.tsx';
import { Keys } from './keys.tsx';
import { NoSession } from './no_session.tsx';
import { PageSlot } from './page_slot.tsx';
import { Rail } from './rail.tsx';
import { Search } from './search.tsx';
import { SignIn, welcomeToken } from './sign_in.tsx';
import { Tabs } from './tabs.tsx';

export function Frame() {
    const page = currentPage.value;
    useEffect(() => {
        document.title = page ? `${say(page.title)} · RetailInsight` : 'RetailInsight';
    }, [page]);
    const problem = sessionProblem.value;
    if (welcomeToken() || (problem?.isSignedOut && !session.value)) return <SignIn />;
    if (problem && !session.value) return <NoSession problem={problem} />;
    return (
        <>
            <a class="skip" href="#content">
                Skip to content
            </a>
            <div class="app">
                <Rail />
                <main id="content" tabIndex={-1}>
                    <PageSlot />
                </main>
            </div>
            <Tabs />
            <JobsBar />
            <HowComputed />
            <DataTable />
            <Search />
            <Keys />
        </>
    );
}
