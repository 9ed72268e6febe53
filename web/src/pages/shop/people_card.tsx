/** Who will come on the next day, hour by hour, and how many of the staff that wants. */
import { tradeDay } from '../../lib/date.ts';
import { count } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const COLUMNS: readonly TableColumn<Row>[] = [
    { head: 'Hour', cell: (row) => `${number(row, 'hour') ?? 0}:00` },
    { head: 'People', figure: true, cell: (row) => <span title={text(row, 'measure')}>{count(Math.round(number(row, 'expected') ?? 0))}</span> },
    { head: 'At most', figure: true, cell: (row) => count(Math.round(number(row, 'high') ?? 0)) },
    { head: 'Staff', figure: true, cell: (row) => count(number(row, 'staff') ?? 0) },
];

export function PeopleCard({ answer }: { answer: Answer }) {
    const rows = answer.result?.rows ?? [];
    const day = text(rows[0] ?? {}, 'day');
    const hours = rows.filter((row) => text(row, 'day') === day);
    const people = Math.round(hours.reduce((sum, row) => sum + (number(row, 'expected') ?? 0), 0));
    return (
        <Card title="People to come" note={day && `${tradeDay(day)}, about ${count(people)}`} answer={answer} rows={6}>
            {() => (hours.length === 0 ? <Empty>Nobody is expected on the next day.</Empty> : <Table caption="People and staff by the hour" rows={hours} columns={COLUMNS} keyOf={(row) => text(row, 'hour')} />)}
        </Card>
    );
}
