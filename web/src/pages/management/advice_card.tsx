/** Order advice followed and ignored, in money. */
import { count, exact, moneyAt, moneyPlaces } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readFates, type Fate } from './figures.ts';
import type { Figures } from './use_figures.ts';

export function AdviceCard({ figures: { advice, currency } }: { figures: Figures }) {
    const fates = readFates(advice.result);
    const places = moneyPlaces(fates.map((fate) => fate.worth));
    const columns: TableColumn<Fate>[] = [
        { head: 'Order advice', cell: (fate) => fate.words },
        { head: 'Lines', figure: true, cell: (fate) => count(fate.lines) },
        { head: `Worth, ${currency}`, figure: true, cell: (fate) => <span title={exact(fate.worth)}>{moneyAt(fate.worth, places)}</span> },
    ];
    return (
        <Card title="Advice followed and ignored" note="estimate" answer={advice} rows={4} class="advice">
            {() =>
                fates.length === 0 ? (
                    <Empty>
                        No kept order list is old enough to be valued. <a href="/orders">Keep today's list</a>; once its goods should have come, what following or ignoring it was worth
                        shows here.
                    </Empty>
                ) : (
                    <Table caption="Advice followed and ignored" rows={fates} columns={columns} keyOf={(fate) => fate.id} />
                )
            }
        </Card>
    );
}
