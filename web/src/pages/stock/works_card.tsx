/** How stock works, by category: found on the shelf, sold of what was there, how long it lasts, how often it turns and what it earns. */
import { exact, moneyAt, moneyPlaces, onePlace, percent, twoPlaces } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** A figure that may be missing: of goods without a cost there is no turn. */
function figure(column: string, head: string, say: (value: number) => string, wide = false): TableColumn<Row> {
    return {
        head,
        figure: true,
        wide,
        cell: (row) => {
            const value = number(row, column);
            return value === null ? '' : say(value);
        },
    };
}

export function WorksCard({ answer, currency }: { answer: Answer; currency: string }) {
    const rows = answer.result?.rows ?? [];
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'stock_at_cost') ?? []));
    const columns: TableColumn<Row>[] = [
        { head: 'Category', cell: (row) => text(row, 'value') },
        figure('in_stock', 'In stock', (value) => percent(value)),
        figure('sell_through', 'Sold through', (value) => percent(value, 0), true),
        figure('weeks_of_supply', 'Weeks', onePlace),
        figure('stock_turn', 'Turns a year', onePlace),
        figure('gmroi', 'GMROI', twoPlaces, true),
        {
            head: `At cost, ${currency}`,
            figure: true,
            wide: true,
            cell: (row) => {
                const value = decimal(row, 'stock_at_cost');
                return value && <span title={exact(value)}>{moneyAt(value, places)}</span>;
            },
        },
    ];
    return (
        <Card title="How stock works" note="the last twelve months; GMROI: margin a year for each unit of money in stock" answer={answer} rows={8}>
            {() => (rows.length === 0 ? <Empty>No stock was counted in the last twelve months.</Empty> : <Table caption="How stock works" rows={rows} columns={columns} keyOf={(row) => text(row, 'value')} />)}
        </Card>
    );
}
