/** Keyboard: `/` search, `g` and a letter for a page, `?` this list. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { navigate } from '../state/address.ts';
import { myPages, pathTo } from '../state/pages.ts';
import { Dialog } from '../ui/dialog.tsx';
import { searchOpen } from './search.tsx';

export const keysOpen = signal(false);

const WAIT_MS = 1500; // for the letter after `g`

function isTyping(target: EventTarget | null): boolean {
    return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function useKeys(): void {
    useEffect(() => {
        let goUntil = 0;
        const onKey = (event: KeyboardEvent) => {
            if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
            if (document.querySelector('dialog[open]')) return;
            const page = event.timeStamp < goUntil ? myPages.value.find((p) => p.key === event.key) : undefined;
            goUntil = event.key === 'g' ? event.timeStamp + WAIT_MS : 0;
            if (page) navigate(pathTo(page));
            else if (event.key === '/') searchOpen.value = true;
            else if (event.key === '?') keysOpen.value = true;
            else return;
            event.preventDefault();
        };
        document.addEventListener('keydown', onKey);
        return () => document.removeEventListener('keydown', onKey);
    }, []);
}

export function Keys() {
    useKeys();
    return (
        <Dialog title="Keys" open={keysOpen}>
            <dl class="keys">
                <Key keys={['/']} words="search pages, stores, products" />
                {myPages.value.map((page) => (
                    <Key key={page.id} keys={['g', page.key]} words={page.title.toLowerCase()} />
                ))}
                <Key keys={['?']} words="this list" />
                <Key keys={['←', '→']} words="in a chart: the period before, the next" />
                <Key keys={['↑', '↓']} words="in a table: the row before, the next" />
                <Key keys={['Space']} words="orders: select the row; Shift extends" />
                <Key keys={['Enter']} words="open the row" />
                <Key keys={['Esc']} words="close, leave" />
            </dl>
        </Dialog>
    );
}

function Key({ keys, words }: { keys: readonly string[]; words: string }) {
    return (
        <div>
            <dt>
                {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                ))}
            </dt>
            <dd>{words}</dd>
        </div>
    );
}
