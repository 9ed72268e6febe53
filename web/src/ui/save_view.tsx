/** The view of this page, as its address says it, kept as a tile of an own page. */
import { useSignal } from '@preact/signals';
import { writeAddress } from '../lib/address.ts';
import { text } from '../lib/table.ts';
import { address } from '../state/address.ts';
import { useChange } from '../state/change.ts';
import { useAnswer } from '../state/query.ts';
import { readTiles, writeYaml } from '../pages/own/tiles.ts';
import { Dialog } from './dialog.tsx';
import { ErrorBox } from './error_box.tsx';

const NEW_PAGE = 'views';

export function SaveView() {
    const open = useSignal(false);
    return (
        <>
            <button type="button" class="btn" onClick={() => (open.value = true)}>
                Save view
            </button>
            <Dialog title="Save this view" open={open}>
                {open.value && <Form done={() => (open.value = false)} />}
            </Dialog>
        </>
    );
}

function Form({ done }: { done: () => void }) {
    const pages = useAnswer('pages.list', {});
    const title = useSignal('');
    const chosen = useSignal('');
    const rows = pages.result?.rows ?? [];
    const name = chosen.value || text(rows[0], 'page') || NEW_PAGE;
    const page = rows.find((row) => text(row, 'page') === name);
    const shown = useAnswer('pages.show', page ? { name } : null);
    const { busy, problem, act, forget } = useChange();
    const save = () => {
        const tile = { title: title.value, view: writeAddress(address.value), operation: '', parameters: {}, show: '', column: '' };
        act('pages.save', { name, yaml: writeYaml(text(page, 'title') || 'Saved views', [...readTiles(page ? shown.result : null), tile]) }, () => {
            pages.retry();
            done();
        });
    };
    const isWaiting = pages.result === null || (page !== undefined && shown.result === null);
    return (
        <form
            class="count"
            onSubmit={(event) => {
                event.preventDefault();
                save();
            }}
        >
            <label>
                Name of the view
                <input type="text" autofocus value={title.value} onInput={(event) => (title.value = event.currentTarget.value)} />
            </label>
            <label>
                On the page
                <select class="field" value={name} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                    {!rows.some((row) => text(row, 'page') === NEW_PAGE) && <option value={NEW_PAGE}>a new page, Saved views</option>}
                    {rows.map((row) => (
                        <option key={text(row, 'page')} value={text(row, 'page')}>
                            {text(row, 'title')}
                        </option>
                    ))}
                </select>
            </label>
            {problem && <ErrorBox problem={problem} retry={forget} />}
            <button type="submit" class="btn pri" disabled={busy || isWaiting || !title.value.trim()}>
                Save
            </button>
        </form>
    );
}
