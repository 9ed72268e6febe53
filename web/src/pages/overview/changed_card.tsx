/** What changed: the change of net sales taken apart into causes that add up. */
import { hasVisitors, readCauses } from '../../charts/causes.ts';
import { Waterfall } from '../../charts/waterfall.tsx';
import { moneyChange } from '../../lib/format.ts';
import { decimal, rowsOf } from '../../lib/table.ts';
import { list } from '../../lib/words.ts';
import { knows } from '../../state/session.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Figures } from './figures.ts';

export function ChangedCard({ figures }: { figures: Figures }) {
    const { drivers, kpis, currency } = figures;
    const asked = knows('sales.drivers') && figures.filters.comparison.id !== 'none';
    return (
        <Card title="What changed" note={currency} answer={asked ? drivers : kpis} rows={6} class="changed">
            {() => <Body figures={figures} asked={asked} />}
        </Card>
    );
}

function Body({ figures, asked }: { figures: Figures; asked: boolean }) {
    const row = rowsOf(figures.kpis.result, figures.currency)[0];
    const after = decimal(row, 'net_sales');
    const before = decimal(row, 'net_sales_before');
    if (!after || !before || before.sign() === 0) {
        return <Empty>There is nothing to compare with. Choose a comparison, or import the sales of a year ago, to see what changed.</Empty>;
    }
    const change = after.minus(before);
    const causes = asked ? readCauses(figures.drivers.result, figures.currency) : [];
    return (
        <>
            <Waterfall
                before={{ name: 'Last year', amount: before }}
                causes={causes}
                change={change}
                after={{ name: 'This year', amount: after }}
                summary={`Change of net sales, ${moneyChange(change)}: ${list(causes.map((c) => `${c.name} ${moneyChange(c.amount)}`)) || 'causes not known'}.`}
            />
            {causes.length === 0 ? (
                <Empty>The change could not be taken apart: it needs transactions and units in both spans.</Empty>
            ) : (
                !hasVisitors(figures.drivers.result) && (
                    <Empty>
                        Visitors are not counted here. <a href="/data">Import footfall</a> to split transactions into visitors and conversion.
                    </Empty>
                )
            )}
        </>
    );
}

