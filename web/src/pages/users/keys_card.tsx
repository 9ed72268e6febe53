/** Keys of programs: scoped by role and store, ending by themselves; the secret is shown once. */
import { useSignal } from '@preact/signals';
import { longDay, moment } from '../../lib/date.ts';
import { text, type Row } from '../../lib/table.ts';
import type { Lists } from '../../lib/api.ts';
import { useChange } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { Once, StoreTicks, Ticks, useRoles } from './choices.tsx';

const STATES: Readonly<Record<string, string>> = { ok: 'works', ends: '◆ ends soon', over: '✕ over' };

export function KeysCard({ answer }: { answer: Answer }) {
    const secret = useSignal<{ name: string; secret: string } | null>(null);
    const { busy, problem, act, forget } = useChange();
    const change = (operation: string, parameters: Lists) =>
        act(operation, parameters, (result) => {
            const given = text(result.rows[0], 'secret');
            secret.value = given ? { name: text(result.rows[0], 'name'), secret: given } : null;
            answer.retry();
        });
    const button = (words: string, operation: string, row: Row) => (
        <button type="button" class="quiet" disabled={busy} onClick={() => change(operation, { key: text(row, 'key') })}>
            {words}
            <span class="hidden"> {text(row, 'name')}</span>
        </button>
    );
    const columns: TableColumn<Row>[] = [
        { head: 'For', cell: (row) => <b class="strong">{text(row, 'name')}</b> },
        { head: 'Key', wide: true, class: 'm', cell: (row) => text(row, 'key') },
        { head: 'May do', cell: (row) => text(row, 'roles') },
        { head: 'Stores', wide: true, cell: (row) => text(row, 'stores') || 'all' },
        { head: 'State', cell: (row) => STATES[text(row, 'state')] ?? text(row, 'state') },
        { head: 'Ends', wide: true, cell: (row) => longDay(text(row, 'expires_at').slice(0, 10)) },
        { head: 'Last used', wide: true, class: 'm', cell: (row) => moment(text(row, 'seen_at')) || 'never' },
        {
            head: <span class="hidden">Change</span>,
            class: 'todo',
            cell: (row) => (
                <>
                    {button('New secret', 'keys.rotate', row)}
                    {button('End', 'keys.revoke', row)}
                </>
            ),
        },
    ];
    return (
        <Card title="Keys of programs" note="only a fingerprint of each is kept" answer={answer} rows={3} class="programs">
            {(result) => (
                <>
                    <AddKey busy={busy} add={(parameters) => change('keys.create', parameters)} />
                    {secret.value && <Once words={`Secret of ${secret.value.name}, shown this once:`} secret={secret.value.secret} />}
                    {problem && <ErrorBox problem={problem} retry={forget} />}
                    {result.rows.length === 0 ? <Empty>No program has a key. One is needed for tills, spreadsheets and scripts that ask the API.</Empty> : <Table caption="Keys" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'key')} />}
                </>
            )}
        </Card>
    );
}

function AddKey({ busy, add }: { busy: boolean; add: (parameters: Lists) => void }) {
    const name = useSignal('');
    const days = useSignal('365');
    const roles = useSignal<readonly string[]>([]);
    const stores = useSignal<readonly string[]>([]);
    const all = useRoles();
    return (
        <form
            class="upload"
            onSubmit={(event) => {
                event.preventDefault();
                add({ name: name.value.trim(), role: roles.value, days: days.value, ...(stores.value.length ? { store: stores.value } : {}) });
                name.value = '';
            }}
        >
            <label>
                For
                <input type="text" autocomplete="off" value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
            </label>
            <label>
                Works for days
                <input class="field narrow" type="number" min="1" max="3650" value={days.value} onInput={(event) => (days.value = event.currentTarget.value)} />
            </label>
            <Ticks legend="Roles" all={all} ticked={roles} none="tick one or more" />
            <StoreTicks ticked={stores} />
            <button type="submit" class="btn pri" disabled={busy || !name.value.trim() || roles.value.length === 0}>
                Make a key
            </button>
        </form>
    );
}
