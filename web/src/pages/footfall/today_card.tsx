/** Today so far, store by store: people against what is usual at this hour, and how many of them buy. */
import { tradeDay } from '../../lib/date.ts';
import { count, percent, units } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const COLUMNS: readonly TableColumn<Row>[] = [
    { head: 'Store', cell: (row) => text(row, 'store') },
    { head: 'People', figure: true, cell: (row) => <span title={text(row, 'measure')}>{count(Math.round(number(row, 'people') ?? 0))}</span> },
    {
        head: 'Usual',
        figure: true,
        cell: (row) => number(row, 'usual') !== null && <span title={`${units(number(row, 'low') ?? 0)} to ${units(number(row, 'high') ?? 0)} by chance`}>{units(Math.round(number(row, 'usual') ?? 0))}</span>,
    },
    { head: 'Against usual', cell: (row) => text(row, 'state') },
    {
        head: 'Bought',
        figure: true,
        cell: (row) => number(row, 'conversion') !== null && <span title={`usual ${percent(number(row, 'usual_conversion') ?? 0)}: ${text(row, 'buying')}`}>{percent(number(row, 'conversion') ?? 0)}</span>,
    },
    { head: 'Buying', wide: true, cell: (row) => text(row, 'buying') },
];

export function TodayCard({ answer }: { answer: Answer }) {
    const rows = answer.result?.rows ?? [];
    const day = text(rows[0] ?? {}, 'day');
    return (
        <Card title="The newest day so far" note={day && `${tradeDay(day)}, to the newest hour`} answer={answer} rows={5}>
            {() => (rows.length === 0 ? <Empty>Nobody came and nobody bought yet.</Empty> : <Table caption="People today by store" rows={rows} columns={COLUMNS} keyOf={(row) => text(row, 'store')} />)}
        </Card>
    );
}
