/** Type what was counted. It is kept on this device at once and sent when the program can be reached. */
import { useSignal, type Signal } from '@preact/signals';
import { momentOf, unitsOf } from '../../lib/counts.ts';
import { addCount } from '../../state/counts.ts';
import { Dialog } from '../../ui/dialog.tsx';

export interface Counting {
    store: string;
    product: string;
    name: string;
}

export function CountDialog({ counting }: { counting: Signal<Counting | null> }) {
    const open = {
        get value() {
            return counting.value !== null;
        },
        set value(next: boolean) {
            if (!next) counting.value = null;
        },
    };
    const shown = counting.value;
    return (
        <Dialog title={shown ? `Count ${shown.name}` : 'Count'} open={open}>
            {shown && <Form key={shown.product} counting={shown} done={() => (counting.value = null)} />}
        </Dialog>
    );
}

function Form({ counting, done }: { counting: Counting; done: () => void }) {
    const typed = useSignal('');
    const tried = useSignal(false);
    const units = unitsOf(typed.value);
    return (
        <form
            class="count"
            onSubmit={(event) => {
                event.preventDefault();
                tried.value = true;
                if (units === null) return;
                addCount({ ...counting, units, at: momentOf(new Date()) });
                done();
            }}
        >
            <label>
                Units on the shelf and in the back room
                <input inputMode="decimal" autoFocus autocomplete="off" value={typed.value} aria-invalid={tried.value && units === null} onInput={(event) => (typed.value = event.currentTarget.value)} />
            </label>
            {tried.value && units === null && (
                <p role="alert" class="dn">
                    A number, 0 or more.
                </p>
            )}
            <button type="submit" class="btn pri">
                Write down
            </button>
        </form>
    );
}
