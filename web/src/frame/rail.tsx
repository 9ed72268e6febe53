/** Navigation on wide screens: words, no icons. From 721 to 1023 pixels a button opens it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { signOut } from '../lib/api.ts';
import { currentPage, myPages, pathTo, type Page } from '../state/pages.ts';
import { address } from '../state/address.ts';
import { session } from '../state/session.ts';
import { Freshness } from './freshness.tsx';
import { LanguageSwitch } from './language_switch.tsx';
import { ThemeSwitch } from './theme_switch.tsx';
import { searchOpen } from './search.tsx';
import { keysOpen } from './keys.tsx';

export function Rail() {
    const open = useSignal(false);
    const here = address.value;
    useEffect(() => {
        open.value = false;
    }, [here]);
    const [data, others] = split(myPages.value);
    return (
        <>
            <button type="button" class="btn railbutton" aria-expanded={open.value} aria-controls="rail" onClick={() => (open.value = !open.value)}>
                Menu
            </button>
            <header class={open.value ? 'rail open' : 'rail'} id="rail">
                <p class="brand">RetailInsight</p>
                <p class="workspace">
                    <b>{workspaceName(session.value?.workspace)}</b>
                </p>
                <nav aria-label="Pages">
                    <ul class="nav">
                        {others.map((page) => (
                            <Entry key={page.id} page={page} />
                        ))}
                        <li class="gap" aria-hidden="true" />
                        {data.map((page) => (
                            <Entry key={page.id} page={page} />
                        ))}
                    </ul>
                </nav>
                <div class="foot">
                    <button type="button" class="quiet" onClick={() => (searchOpen.value = true)}>
                        Search <kbd>/</kbd>
                    </button>
                    <button type="button" class="quiet" onClick={() => (keysOpen.value = true)}>
                        Keys <kbd>?</kbd>
                    </button>
                    <Freshness />
                    <p>
                        <b>{roleName(session.value?.roles ?? [])}</b>
                    </p>
                    <ThemeSwitch />
                    <LanguageSwitch />
                    <a href="/docs">Documents</a>
                    <button type="button" class="quiet" onClick={() => void signOut().finally(() => location.assign('/'))}>
                        Sign out
                    </button>
                </div>
            </header>
        </>
    );
}

function Entry({ page }: { page: Page }) {
    return (
        <li>
            <a href={pathTo(page)} aria-current={currentPage.value === page ? 'page' : undefined}>
                {page.title}
            </a>
        </li>
    );
}

/** Pages about the program itself; they stand below the others. */
const OF_THE_HOUSE: readonly string[] = ['data', 'users', 'developers'];

function split(pages: readonly Page[]): [Page[], Page[]] {
    return [pages.filter((page) => OF_THE_HOUSE.includes(page.id)), pages.filter((page) => !OF_THE_HOUSE.includes(page.id))];
}

function workspaceName(path: string | undefined): string {
    const parts = (path ?? '').split('/').filter((part) => part && part !== 'workspace' && part !== 'retailinsight-workspace');
    return parts[parts.length - 1] ?? 'Workspace';
}

function roleName(roles: readonly string[]): string {
    const first = roles.includes('admin') ? 'owner' : (roles[0] ?? 'owner');
    return first.charAt(0).toUpperCase() + first.slice(1);
}
