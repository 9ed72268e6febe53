/** A filter of several names: all, or those ticked. */
import { useSignal } from '@preact/signals';
import { writeList } from '../lib/address.ts';
import { setFilters } from '../state/address.ts';
import { Menu } from './menu.tsx';

interface ListMenuProps {
    label: string;
    name: string;
    all: readonly string[];
    chosen: readonly string[];
}

const SEARCHED = 10; // longer lists have a field to search

export function ListMenu({ label, name, all, chosen }: ListMenuProps) {
    const value = chosen.length === 0 ? `All ${all.length || ''}`.trim() : chosen.length === 1 ? (chosen[0] ?? '') : `${chosen.length} of ${all.length}`;
    return (
        <Menu label={label} value={value} changed={chosen.length > 0}>
            {() => <Names label={label} name={name} all={all} chosen={chosen} />}
        </Menu>
    );
}

function Names({ label, name, all, chosen }: ListMenuProps) {
    const words = useSignal('');
    const set = (next: readonly string[]) => setFilters({ [name]: next.length === all.length ? null : writeList(next) });
    const shown = all.filter((item) => item.toLowerCase().includes(words.value.trim().toLowerCase()));
    return (
        <>
            {all.length > SEARCHED && (
                <input
                    type="search"
                    aria-label={`Search ${label.toLowerCase()}`}
                    placeholder="Search"
                    value={words.value}
                    onInput={(event) => (words.value = event.currentTarget.value)}
                />
            )}
            <fieldset class="choices">
                <legend class="hidden">{label}</legend>
                {shown.map((item) => (
                    <label key={item}>
                        <input
                            type="checkbox"
                            checked={chosen.includes(item)}
                            onChange={(event) => set(event.currentTarget.checked ? [...chosen, item] : chosen.filter((c) => c !== item))}
                        />
                        {item}
                    </label>
                ))}
                {all.length === 0 && <p class="note">None is named in the data.</p>}
            </fieldset>
            {chosen.length > 0 && (
                <button type="button" class="btn" onClick={() => set([])}>
                    All
                </button>
            )}
        </>
    );
}
