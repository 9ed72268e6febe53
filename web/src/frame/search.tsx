/** Search over pages, stores, categories and products. */
import { signal, useSignal } from '@preact/signals';
import { writeAddress } from '../lib/address.ts';
import { text } from '../lib/table.ts';
import { navigate } from '../state/address.ts';
import { useCatalogue } from '../state/catalogue.ts';
import { myPages, pathTo } from '../state/pages.ts';
import { Dialog } from '../ui/dialog.tsx';

export const searchOpen = signal(false);

interface Hit {
    kind: string;
    name: string;
    note: string;
    to: string;
}

const SHOWN = 12;

export function Search() {
    return (
        <Dialog title="Search" open={searchOpen}>
            {searchOpen.value && <SearchField />}
        </Dialog>
    );
}

function SearchField() {
    const words = useSignal('');
    const at = useSignal(0);
    const hits = useHits(words.value);
    const open = (hit: Hit | undefined) => {
        if (!hit) return;
        searchOpen.value = false;
        navigate(hit.to);
    };
    const onKey = (event: KeyboardEvent) => {
        if (event.key === 'ArrowDown') at.value = Math.min(at.value + 1, hits.length - 1);
        else if (event.key === 'ArrowUp') at.value = Math.max(at.value - 1, 0);
        else if (event.key === 'Enter') open(hits[at.value]);
        else return;
        event.preventDefault();
    };
    return (
        <div class="search">
            <input
                autofocus
                type="search"
                role="combobox"
                list={undefined}
                aria-label="Search pages, stores, categories and products"
                aria-expanded="true"
                aria-controls="hits"
                aria-activedescendant={hits.length ? `hit${at.value}` : undefined}
                value={words.value}
                onInput={(event) => {
                    words.value = event.currentTarget.value;
                    at.value = 0;
                }}
                onKeyDown={onKey}
            />
            <ul id="hits" role="listbox" aria-label="Found">
                {hits.map((hit, i) => (
                    <li
                        key={hit.to + hit.name}
                        id={`hit${i}`}
                        role="option"
                        aria-selected={i === at.value}
                        onClick={() => open(hit)}
                    >
                        <span class="name">{hit.name}</span>
                        <span class="kind">
                            {hit.kind}
                            {hit.note && ` · ${hit.note}`}
                        </span>
                    </li>
                ))}
            </ul>
            {hits.length === 0 && <p class="note">Nothing has this name.</p>}
        </div>
    );
}

function useHits(words: string): Hit[] {
    const { stores, categories, products } = useCatalogue();
    const wanted = words.trim().toLowerCase().split(/\s+/);
    const all: Hit[] = [
        ...myPages.value.map((page) => ({ kind: 'page', name: page.title, note: '', to: pathTo(page) })),
        ...stores.map((store) => ({ kind: 'store', name: store, note: '', to: writeAddress({ path: '/', filters: { store } }) })),
        ...categories.map((category) => ({
            kind: 'category',
            name: category,
            note: '',
            to: writeAddress({ path: '/', filters: { category } }),
        })),
        ...products.map((row) => ({
            kind: 'product',
            name: text(row, 'name') || text(row, 'product'),
            note: text(row, 'product'),
            to: writeAddress({ path: '/demand', filters: { product: text(row, 'product') } }),
        })),
    ];
    return all.filter((hit) => wanted.every((word) => `${hit.name} ${hit.note}`.toLowerCase().includes(word))).slice(0, SHOWN);
}
