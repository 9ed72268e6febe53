/** Files that should keep coming, the late ones first: a till that sends nothing is noticed here. */
import { longDay } from '../../lib/date.ts';
import { onePlace } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const COLUMNS: readonly TableColumn<Row>[] = [
    { head: 'Files', cell: (row) => text(row, 'file') || 'any file' },
    { head: 'Kind', cell: (row) => text(row, 'kind') },
    { head: 'One every', figure: true, wide: true, cell: (row) => `${onePlace(number(row, 'every_hours') ?? 0)} hours` },
    { head: 'Last came', figure: true, wide: true, cell: (row) => moment(text(row, 'last_at')) },
    { head: 'Due', figure: true, cell: (row) => moment(text(row, 'due_at')) },
    { head: 'State', cell: (row) => <State row={row} /> },
];

export function ExpectedCard() {
    const answer = useAnswer('imports.expected', {});
    return (
        <Card title="Expected files" note="learnt from what came, or said by a person" answer={answer} rows={2} class="expected">
            {(result) =>
                result.rows.length === 0 ? (
                    <Empty>No file is expected yet. Files that come five times on four days are from then on.</Empty>
                ) : (
                    <Table caption="Expected files" rows={lateFirst(result.rows)} columns={COLUMNS} keyOf={keyOf} />
                )
            }
        </Card>
    );
}

function State({ row }: { row: Row }) {
    if (!isLate(row)) return <>{text(row, 'state')}</>;
    return (
        <span class="late">
            <span aria-hidden="true">◆ </span>
            {onePlace(number(row, 'late_hours') ?? 0)} hours late
        </span>
    );
}

const isLate = (row: Row) => text(row, 'state') === 'late';

const keyOf = (row: Row) => [text(row, 'kind'), text(row, 'source'), text(row, 'file')].join(' ');

function lateFirst(rows: readonly Row[]): Row[] {
    return [...rows.filter(isLate), ...rows.filter((row) => !isLate(row))];
}

function moment(at: string): string {
    return at ? `${longDay(at.slice(0, 10))}, ${at.slice(11, 16)} UTC` : 'never';
}
