/** People: roles, stores, state; added with a link for the first password. */
import { useSignal } from '@preact/signals';
import { moment } from '../../lib/date.ts';
import { text, type Row } from '../../lib/table.ts';
import type { Lists } from '../../lib/api.ts';
import { useChange } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { Once, StoreTicks, Ticks, useRoles } from './choices.tsx';

const STATES: Readonly<Record<string, string>> = { ok: 'may come in', waits: 'has no password yet', off: 'kept out' };

export function UsersCard({ answer }: { answer: Answer }) {
    const link = useSignal<{ user: string; link: string } | null>(null);
    const { busy, problem, act, forget } = useChange();
    const change = (operation: string, parameters: Lists) =>
        act(operation, parameters, (result) => {
            const given = text(result.rows[0], 'link');
            link.value = given ? { user: text(result.rows[0], 'user'), link: given } : null;
            answer.retry();
        });
    const columns: TableColumn<Row>[] = [
        { head: 'Name', cell: (row) => <b class="strong">{text(row, 'user')}</b> },
        { head: 'May do', cell: (row) => text(row, 'roles') },
        { head: 'Stores', cell: (row) => text(row, 'stores') || 'all' },
        { head: 'State', cell: (row) => STATES[text(row, 'state')] ?? text(row, 'state') },
        { head: 'Signed in', wide: true, class: 'm', cell: (row) => moment(text(row, 'signed_in_at')) },
        { head: <span class="hidden">Change</span>, class: 'todo', cell: (row) => <Acts row={row} busy={busy} change={change} /> },
    ];
    return (
        <Card title="People" note="a first link works once, within three days" answer={answer} rows={4} class="people">
            {(result) => (
                <>
                    <AddUser busy={busy} add={(parameters) => change('users.add', parameters)} />
                    {link.value && <Once words={`Link for ${link.value.user} to choose a password:`} secret={link.value.link} />}
                    {problem && <ErrorBox problem={problem} retry={forget} />}
                    {result.rows.length === 0 ? <Empty>Nobody but the owner of this machine has an account yet.</Empty> : <Table caption="People" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'user')} />}
                </>
            )}
        </Card>
    );
}

function Acts({ row, busy, change }: { row: Row; busy: boolean; change: (operation: string, parameters: Lists) => void }) {
    const name = text(row, 'user');
    const sure = useSignal(false);
    const button = (words: string, operation: string) => (
        <button type="button" class="quiet" disabled={busy} onClick={() => change(operation, { name })}>
            {words}
            <span class="hidden"> {name}</span>
        </button>
    );
    return (
        <>
            {text(row, 'state') === 'off' ? button('Let in', 'users.enable') : button('Keep out', 'users.disable')}
            {button('New link', 'users.link')}
            {sure.value ? (
                button('Really remove', 'users.remove')
            ) : (
                <button type="button" class="quiet" onClick={() => (sure.value = true)}>
                    Remove<span class="hidden"> {name}</span>
                </button>
            )}
        </>
    );
}

function AddUser({ busy, add }: { busy: boolean; add: (parameters: Lists) => void }) {
    const name = useSignal('');
    const roles = useSignal<readonly string[]>([]);
    const stores = useSignal<readonly string[]>([]);
    const all = useRoles();
    return (
        <form
            class="upload"
            onSubmit={(event) => {
                event.preventDefault();
                add({ name: name.value.trim(), role: roles.value, ...(stores.value.length ? { store: stores.value } : {}) });
                name.value = '';
            }}
        >
            <label>
                Name
                <input type="text" autocomplete="off" value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
            </label>
            <Ticks legend="Roles" all={all} ticked={roles} none="tick one or more" />
            <StoreTicks ticked={stores} />
            <button type="submit" class="btn pri" disabled={busy || !name.value.trim() || roles.value.length === 0}>
                Add
            </button>
        </form>
    );
}
