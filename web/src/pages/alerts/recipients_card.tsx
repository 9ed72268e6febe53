/** Who is told of alerts: by e-mail or signed webhook, of which stores and categories, from which severity on, when. */
import { useSignal } from '@preact/signals';
import type { Lists } from '../../lib/api.ts';
import { flag, text, type Row } from '../../lib/table.ts';
import { useCategories, useStores } from '../../state/catalogue.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** "warning and worse · S01, S02 · Dairy · not 20:00-07:00 Europe/Dublin, but critical · daily 07:00" */
export function toldOf(row: Row): string {
    const severity = text(row, 'severity');
    const quiet = text(row, 'quiet') && `not ${text(row, 'quiet')} ${text(row, 'time_zone')}`;
    const digest = text(row, 'digest') === 'none' ? '' : text(row, 'digest');
    const parts = [severity === 'info' ? 'everything' : severity === 'critical' ? 'critical only' : `${severity} and worse`, text(row, 'stores'), text(row, 'categories'), quiet, digest];
    const late = (quiet || digest) && flag(row, 'urgent') ? 'critical at any hour' : '';
    return [...parts, late].filter(Boolean).join(' · ');
}

export function RecipientsCard({ changed }: { changed: () => void }) {
    const answer = useAnswer('alerts.recipients', {});
    const { busy, problem, act: change, forget } = useChange();
    const act = (operation: string, parameters: Lists) =>
        change(operation, parameters, () => {
            answer.retry();
            changed();
        });
    const columns: TableColumn<Row>[] = [
        {
            head: 'Who is told, and of what',
            class: 'wrap',
            cell: (row) => (
                <>
                    <b class="strong">{text(row, 'recipient')}</b> {text(row, 'address')}
                    <span class="aside">{flag(row, 'on') ? toldOf(row) : `switched off${text(row, 'why_off') && `: ${text(row, 'why_off')}`}`}</span>
                </>
            ),
        },
        {
            head: <span class="hidden">What to do</span>,
            class: 'todo',
            cell: (row) => (
                <>
                    {['Test', 'Remove'].map((words) => (
                        <button key={words} type="button" class="quiet" disabled={busy} onClick={() => act(`alerts.${words.toLowerCase()}`, { name: text(row, 'recipient') })}>
                            {words}
                            <span class="hidden"> {text(row, 'recipient')}</span>
                        </button>
                    ))}
                </>
            ),
        },
    ];
    return (
        <Card title="Who is told" note="e-mail; webhooks by the command" answer={answer} rows={3} class="recipients watch">
            {(result) => (
                <>
                    {problem && <ErrorBox problem={problem} retry={forget} />}
                    {result.rows.length === 0 ? <Empty>Nobody is told yet: alerts stand on this page only.</Empty> : <Table caption="Who is told" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'recipient')} />}
                    <AddRecipient busy={busy} add={(parameters) => act('alerts.recipient', parameters)} />
                </>
            )}
        </Card>
    );
}

function AddRecipient({ busy, add }: { busy: boolean; add: (parameters: Lists) => void }) {
    const fields = { name: useSignal(''), email: useSignal(''), severity: useSignal('warning'), store: useSignal(''), category: useSignal(''), quiet: useSignal(''), digest: useSignal('none') };
    const stores = useStores();
    const categories = useCategories();
    const choose = (words: string, field: keyof typeof fields, choices: readonly (readonly [string, string])[]) => (
        <label>
            {words}
            <select class="field" value={fields[field].value} onChange={(event) => (fields[field].value = event.currentTarget.value)}>
                {choices.map(([value, said]) => (
                    <option key={value} value={value}>
                        {said}
                    </option>
                ))}
            </select>
        </label>
    );
    const write = (words: string, field: keyof typeof fields, placeholder = '') => (
        <label>
            {words}
            <input type="text" inputMode={field === 'email' ? 'email' : 'text'} autocomplete="off" placeholder={placeholder} value={fields[field].value} onInput={(event) => (fields[field].value = event.currentTarget.value)} />
        </label>
    );
    return (
        <form
            class="upload"
            onSubmit={(event) => {
                event.preventDefault();
                const { store, category, ...one } = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]));
                const said = Object.fromEntries(Object.entries(one).filter(([, value]) => value));
                add({ ...said, urgent: 'true', ...(store ? { store: [store] } : {}), ...(category ? { category: [category] } : {}) });
                fields.name.value = fields.email.value = '';
            }}
        >
            {write('Name', 'name')}
            {write('E-mail', 'email')}
            {choose('From', 'severity', [['critical', 'critical only'], ['warning', 'warnings on'], ['info', 'everything']])}
            {choose('Store', 'store', [['', 'all'], ...stores.map((store) => [store, store] as const)])}
            {choose('Category', 'category', [['', 'all'], ...categories.map((category) => [category, category] as const)])}
            {write('Quiet hours', 'quiet', '20:00-07:00')}
            {choose('Sent', 'digest', [['none', 'at once'], ['hourly', 'hourly'], ['daily', 'daily']])}
            <button type="submit" class="btn pri" disabled={busy || !fields.name.value.trim() || !fields.email.value.trim()}>
                Tell them too
            </button>
        </form>
    );
}
