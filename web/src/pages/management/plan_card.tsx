/** Stores and categories against the plan so far, the furthest behind first. */
import { exact, moneyAt, moneyPlaces, percent } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { ChangeAmount } from '../../ui/change.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readOutlook, readPlan } from './figures.ts';
import type { Figures } from './use_figures.ts';

const SHOWN = 8;

export function PlanCard({ figures: { plan, outlook, currency } }: { figures: Figures }) {
    const version = readOutlook(outlook.result, currency)?.version || text(plan.result?.rows[0], 'version');
    const lines = readPlan(plan.result, version, currency);
    const shown = lines.slice(0, SHOWN);
    const amounts = shown.flatMap((row) => [decimal(row, 'net_sales') ?? [], decimal(row, 'net_sales_plan_so_far') ?? []].flat());
    const places = moneyPlaces(amounts);
    const amount = (column: string) => (row: Row) => {
        const value = decimal(row, column);
        return value && <span title={exact(value)}>{moneyAt(value, places)}</span>;
    };
    const columns: TableColumn<Row>[] = [
        {
            head: 'Category, store',
            cell: (row) => `${text(row, 'category') === 'all' ? 'All goods' : text(row, 'category')} · ${text(row, 'store') === 'all' ? 'all stores' : text(row, 'store')}`,
        },
        { head: 'Net sales', figure: true, wide: true, cell: amount('net_sales') },
        { head: 'Plan so far', figure: true, cell: amount('net_sales_plan_so_far') },
        {
            head: `Against it, ${currency}`,
            figure: true,
            cell: (row) => {
                const value = decimal(row, 'against_plan');
                return value && <ChangeAmount amount={value} places={places} />;
            },
        },
        { head: 'Reached', figure: true, wide: true, cell: (row) => share(number(row, 'reached')) },
    ];
    return (
        <Card title="Furthest behind plan" note={version} answer={plan} rows={8} class="plan">
            {() =>
                lines.length === 0 ? (
                    <Empty>
                        No plan covers this month and this choice. <a href="/data">Import a plan</a> to see who is behind it.
                    </Empty>
                ) : (
                    <>
                        <Table caption="Furthest behind plan" rows={shown} columns={columns} keyOf={(row) => `${text(row, 'first_day')} ${text(row, 'store')} ${text(row, 'category')}`} />
                        {lines.length > SHOWN && <p class="rest">and {lines.length - SHOWN} more under Table</p>}
                    </>
                )
            }
        </Card>
    );
}

function share(reached: number | null): string {
    return reached === null ? '' : percent(reached, 0);
}
