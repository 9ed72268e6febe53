/** Who is signed in, and a way to end it. */
import { moment } from '../../lib/date.ts';
import { text, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

export function SessionsCard() {
    const answer = useAnswer('users.sessions', {});
    const { busy, problem, act, forget } = useChange();
    const columns: TableColumn<Row>[] = [
        {
            head: 'Who, and from where',
            class: 'two',
            cell: (row) => (
                <>
                    <span>{text(row, 'user')}</span>
                    <span>
                        {text(row, 'address') || 'not known'} · {moment(text(row, 'seen_at')) || 'not used yet'}
                    </span>
                </>
            ),
        },
        {
            head: <span class="hidden">End</span>,
            class: 'todo',
            cell: (row) => (
                <button type="button" class="quiet" disabled={busy} onClick={() => act('users.sign-out', { session: text(row, 'session') }, answer.retry)}>
                    Sign out<span class="hidden"> {text(row, 'user')}</span>
                </button>
            ),
        },
    ];
    return (
        <Card title="Signed in" answer={answer} rows={6} class="sessions">
            {(result) => (
                <>
                    {problem && <ErrorBox problem={problem} retry={forget} />}
                    {result.rows.length === 0 ? <Empty>Nobody with an account is signed in.</Empty> : <Table caption="Sessions" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'session')} />}
                </>
            )}
        </Card>
    );
}
