/** Categories: bar gain or loss. Below, how it was paid. */
import { GainCell } from '../../charts/bar_cell.tsx';
import { exact, moneyAt, moneyPlaces } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { Figures } from './figures.ts';
import { isCompared, readListing, type Listed } from './listing.ts';
import { Payments } from './payments.tsx';
import { changeColumns, NameLink, Rest, Sorted } from './stores_card.tsx';

const MOST = 8; // rows; where there are more, the last says so

export function CategoriesCard({ figures }: { figures: Figures }) {
    const { categories, currency } = figures;
    const rows = readListing(categories.result, 'category', currency);
    const compared = isCompared(rows);
    const places = moneyPlaces(rows.map((row) => row.net));
    const shown = rows.length > MOST ? MOST - 1 : MOST;
    const most = Math.max(...rows.map((row) => Math.abs(row.change?.toNumber() ?? 0)), 0);
    const columns: TableColumn<Listed>[] = [
        { head: 'Category', cell: (row) => <NameLink filter="category" name={row.name} /> },
        { head: <Sorted>Net sales</Sorted>, figure: true, cell: (row) => <span title={exact(row.net)}>{moneyAt(row.net, places)}</span> },
        ...(compared
            ? [
                  {
                      head: <span class="hidden">Bar</span>,
                      wide: true,
                      class: 'bar',
                      cell: (row: Listed) => <GainCell change={row.change?.toNumber() ?? 0} most={most} good={(row.change?.sign() ?? 0) >= 0} />,
                  },
              ]
            : []),
        ...changeColumns(rows),
    ];
    return (
        <Card title="Categories" note={compared ? 'bar: gain or loss' : ''} answer={categories} rows={8} class="categories">
            {() => (
                <>
                    <Table caption="Net sales by category" rows={rows.slice(0, shown)} columns={columns} keyOf={(row) => row.name} />
                    <Rest count={rows.length - shown} noun="categories" />
                    <Payments figures={figures} />
                </>
            )}
        </Card>
    );
}
