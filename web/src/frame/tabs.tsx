/** Navigation on phones: up to four pages and the rest under More. */
import { useSignal } from '@preact/signals';
import { currentPage, myPages, pathTo } from '../state/pages.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Freshness } from './freshness.tsx';
import { searchOpen } from './search.tsx';
import { LanguageSwitch } from './language_switch.tsx';
import { ThemeSwitch } from './theme_switch.tsx';

export function Tabs() {
    const more = useSignal(false);
    return (
        <>
            <nav class="tabs" aria-label="Pages">
                {myPages.value.slice(0, 4).map((page) => (
                    <a key={page.id} href={pathTo(page)} aria-current={currentPage.value === page ? 'page' : undefined}>
                        <Icon path={page.icon} />
                        {page.title.split(' ')[0]}
                    </a>
                ))}
                <button type="button" onClick={() => (more.value = true)}>
                    <Icon path="M5 12h.01M12 12h.01M19 12h.01" />
                    More
                </button>
            </nav>
            <Dialog title="More" open={more}>
                <ul class="plain">
                    {myPages.value.slice(4).map((page) => (
                        <li key={page.id}>
                            <a href={pathTo(page)} onClick={() => (more.value = false)}>
                                {page.title}
                            </a>
                        </li>
                    ))}
                    <li>
                        <button
                            type="button"
                            class="btn"
                            onClick={() => {
                                more.value = false;
                                searchOpen.value = true;
                            }}
                        >
                            Search
                        </button>
                    </li>
                </ul>
                <Freshness />
                <ThemeSwitch />
                <LanguageSwitch />
            </Dialog>
        </>
    );
}

function Icon({ path }: { path: string }) {
    return (
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={path} />
        </svg>
    );
}
