/** Which service is aimed at, class by class, and what it costs a year. */
import { Decimal, total } from '../../lib/decimal.ts';
import { count, exact, moneyAt, moneyPlaces, percent } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readClasses, type PolicyClass } from './figures.ts';

export function PolicyCard({ answer, currency }: { answer: Answer; currency: string }) {
    const classes = readClasses(answer.result);
    const places = moneyPlaces(classes.flatMap((one) => [one.stock, one.cost]));
    const money = (head: string, of: (one: PolicyClass) => Decimal): TableColumn<PolicyClass> => ({
        head,
        figure: true,
        cell: (one) => <span title={exact(of(one))}>{moneyAt(of(one), places)}</span>,
    });
    const columns: TableColumn<PolicyClass>[] = [
        { head: 'Class', cell: (one) => <span title="A to C by margin, X to Z from steady to erratic">{one.name}</span> },
        { head: 'Products', figure: true, cell: (one) => count(one.products) },
        { head: 'Aim', figure: true, cell: (one) => percent(one.aim) },
        { head: 'Fill rate', figure: true, cell: (one) => percent(one.fill) },
        money(`Stock, ${currency}`, (one) => one.stock),
        { ...money('A year', (one) => one.cost), wide: true },
    ];
    return (
        <Card title="Which service for what" note="by margin and steadiness; each product's policy under Table" answer={answer} rows={9} class="policy">
            {() =>
                classes.length === 0 ? (
                    <Empty>No product sells and has stock.</Empty>
                ) : (
                    <>
                        <Table caption="Service by class" rows={classes} columns={columns} keyOf={(one) => one.name} />
                        <p class="rest">
                            {currency} {moneyAt(total(classes.map((one) => one.cost)), places)} a year for stock and orders
                        </p>
                    </>
                )
            }
        </Card>
    );
}
