/** The lines of one order to a supplier: what was asked for, and what has come. */
import { exact, moneyAt, moneyPlaces, units } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

export function DraftLines({ order, currency }: { order: string; currency: string }) {
    const answer = useAnswer('purchasing.lines', { order });
    const rows = answer.result?.rows ?? [];
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'value') ?? []));
    const columns: TableColumn<Row>[] = [
        { head: 'Product', cell: (row) => <span class="name">{text(row, 'name') || text(row, 'product')}</span> },
        { head: 'State', wide: true, cell: (row) => text(row, 'state') },
        { head: 'Ordered', figure: true, cell: (row) => units(number(row, 'quantity') ?? 0) },
        { head: 'Came', figure: true, cell: (row) => units(number(row, 'received') ?? 0) },
        {
            head: `At cost, ${currency}`,
            figure: true,
            cell: (row) => {
                const value = decimal(row, 'value');
                return value && <span title={exact(value)}>{moneyAt(value, places)}</span>;
            },
        },
    ];
    return (
        <Card title={`Lines of ${order}`} answer={answer} rows={2}>
            {() => <Table caption={`Lines of ${order}`} rows={rows} columns={columns} keyOf={(row) => text(row, 'line')} />}
        </Card>
    );
}
