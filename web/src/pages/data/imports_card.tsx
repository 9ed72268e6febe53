/** Every file that was ever taken in, the latest first. */
import { longDay } from '../../lib/date.ts';
import { count } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const figure = (name: string) => (row: Row) => count(number(row, name) ?? 0);

const COLUMNS: readonly TableColumn<Row>[] = [
    { head: 'File', cell: (row) => <FileName path={text(row, 'file')} /> },
    { head: 'Kind', cell: (row) => text(row, 'kind') },
    { head: 'Offered', figure: true, wide: true, cell: figure('offered') },
    { head: 'Taken in', figure: true, cell: figure('accepted') },
    { head: 'Already there', figure: true, wide: true, cell: figure('duplicates') },
    { head: 'Quarantined', figure: true, wide: true, cell: figure('quarantined') },
    { head: 'When', figure: true, wide: true, cell: (row) => when(text(row, 'started_at')) },
    { head: 'State', wide: true, cell: (row) => text(row, 'state') },
];

export function ImportsCard() {
    const answer = useAnswer('imports.list', {});
    return (
        <Card title="Imports" note="offered = taken in + already there + quarantined" answer={answer} rows={6} class="imports">
            {(result) =>
                result.rows.length === 0 ? (
                    <Empty>Nothing was imported yet.</Empty>
                ) : (
                    <Table caption="Imports" rows={result.rows} columns={COLUMNS} keyOf={(row) => text(row, 'import_id')} />
                )
            }
        </Card>
    );
}

function FileName({ path }: { path: string }) {
    return (
        <span class="name" title={path}>
            {path.split('/').pop()}
        </span>
    );
}

function when(moment: string): string {
    return moment ? `${longDay(moment.slice(0, 10))}, ${moment.slice(11, 16)} UTC` : '';
}
