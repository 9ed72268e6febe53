/** Which roles, which stores: boxes to tick, shared by people and keys. */
import type { Signal } from '@preact/signals';
import { useStores } from '../../state/catalogue.ts';
import { operations } from '../../state/session.ts';

/** Roles that `users add` knows. */
export function useRoles(): readonly string[] {
    return operations.value.get('users.add')?.params.find((param) => param.name === 'role')?.allowed ?? [];
}

export function Ticks({ legend, all, ticked, none }: { legend: string; all: readonly string[]; ticked: Signal<readonly string[]>; none: string }) {
    return (
        <fieldset class="ticks">
            <legend>
                {legend} <span class="note">{ticked.value.length === 0 ? none : ''}</span>
            </legend>
            {all.map((item) => (
                <label key={item}>
                    <input type="checkbox" checked={ticked.value.includes(item)} onChange={(event) => (ticked.value = event.currentTarget.checked ? [...ticked.value, item] : ticked.value.filter((other) => other !== item))} />
                    {item}
                </label>
            ))}
        </fieldset>
    );
}

export function StoreTicks({ ticked }: { ticked: Signal<readonly string[]> }) {
    const stores = useStores();
    return stores.length > 0 ? <Ticks legend="Only stores" all={stores} ticked={ticked} none="none ticked: all" /> : null;
}


/** A secret or link that is shown once. */
export function Once({ words, secret }: { words: string; secret: string }) {
    return (
        <p class="once" role="status">
            {words} <code>{secret}</code>{' '}
            <button type="button" class="quiet" onClick={() => void navigator.clipboard?.writeText(secret)}>
                Copy
            </button>
        </p>
    );
}
