/** Advice followed and ignored, in money: orders and prices. */
import { count, exact, moneyAt, moneyChangeAt, moneyPlaces, onePlace } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readFates, readPriceFates, type Fate, type PriceFate } from './figures.ts';
import type { Figures } from './use_figures.ts';

export function AdviceCard({ figures: { advice, prices, currency } }: { figures: Figures }) {
    const fates = readFates(advice.result);
    const places = moneyPlaces(fates.map((fate) => fate.worth));
    const columns: TableColumn<Fate>[] = [
        { head: 'Order advice', cell: (fate) => fate.words },
        { head: 'Lines', figure: true, cell: (fate) => count(fate.lines) },
        { head: `Worth, ${currency}`, figure: true, cell: (fate) => <span title={exact(fate.worth)}>{moneyAt(fate.worth, places)}</span> },
    ];
    return (
        <Card title="Advice followed and ignored" note="estimate" answer={advice} rows={4} class="advice">
            {() => (
                <>
                    <Prices fates={readPriceFates(prices.result)} currency={currency} />
                    {fates.length === 0 ? (
                        <Empty>
                            No kept order list is old enough to be valued. <a href="/orders">Keep today's list</a>; once its goods should have come, what following or ignoring it was
                            worth shows here.
                        </Empty>
                    ) : (
                        <Table caption="Order advice followed and ignored" rows={fates} columns={columns} keyOf={(fate) => fate.id} />
                    )}
                </>
            )}
        </Card>
    );
}

function Prices({ fates, currency }: { fates: readonly PriceFate[]; currency: string }) {
    if (fates.length === 0) return null;
    const places = moneyPlaces(fates.map((fate) => fate.expected));
    const columns: TableColumn<PriceFate>[] = [
        { head: 'Price advice', cell: (fate) => fate.words },
        { head: 'Products', figure: true, cell: (fate) => count(fate.count) },
        { head: `Expected a week, ${currency}`, figure: true, cell: (fate) => <span title={exact(fate.expected)}>{moneyChangeAt(fate.expected, places)}</span> },
        { head: 'Found since', figure: true, cell: (fate) => (fate.found === null ? (fate.id === 'accepted' ? 'too early' : 'not tried') : onePlace(fate.found)) },
    ];
    return <Table caption="Price advice accepted and turned down" rows={fates} columns={columns} keyOf={(fate) => fate.id} />;
}
