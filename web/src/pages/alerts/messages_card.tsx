/** Messages that did not arrive: given up, or waiting for another try, with the reason; and a way to try again. */
import { moment } from '../../lib/date.ts';
import { number, text, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const STATES: Readonly<Record<string, string>> = { waiting: 'waits', sending: 'is being sent', sent: 'arrived', dead: '✕ given up' };

function story(row: Row): string {
    const tries = number(row, 'attempts') ?? 0;
    const parts = [`${text(row, 'recipient')} by ${text(row, 'channel')}`, tries > 1 && `${tries} tries`, text(row, 'state') === 'waiting' && tries > 0 && `next ${moment(text(row, 'next_at'))}`, text(row, 'last_error')];
    return parts.filter(Boolean).join(' · ');
}

export function MessagesCard({ answer }: { answer: Answer }) {
    const { busy, problem, act, forget } = useChange();
    const columns: TableColumn<Row>[] = [
        {
            head: 'Message, and how it went',
            class: 'wrap',
            cell: (row) => (
                <>
                    {text(row, 'subject')}
                    <span class="aside">{story(row)}</span>
                </>
            ),
        },
        { head: 'State', cell: (row) => <span class={text(row, 'state') === 'dead' ? 'dn' : undefined}>{STATES[text(row, 'state')] ?? text(row, 'state')}</span> },
        { head: 'Made', wide: true, class: 'm', cell: (row) => moment(text(row, 'created_at')) },
        {
            head: <span class="hidden">What to do</span>,
            class: 'todo',
            cell: (row) =>
                (text(row, 'state') === 'dead' || text(row, 'state') === 'waiting') && (
                    <button type="button" class="quiet" disabled={busy} onClick={() => act('alerts.retry', { message: text(row, 'message_id') }, answer.retry)}>
                        Try again<span class="hidden"> {text(row, 'subject')}</span>
                    </button>
                ),
        },
    ];
    return (
        <Card title="Messages" note="newest first; what could not be delivered stays here" answer={answer} rows={3} class="messages watch">
            {(result) => (
                <>
                    {problem && <ErrorBox problem={problem} retry={forget} />}
                    {result.rows.length === 0 ? <Empty>No message was written yet.</Empty> : <Table caption="Messages" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'message_id')} />}
                </>
            )}
        </Card>
    );
}
