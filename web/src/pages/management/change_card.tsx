/** What changed against last year, month to date: causes that add up, and the largest of them in words. */
import { readCauses } from '../../charts/causes.ts';
import { Waterfall } from '../../charts/waterfall.tsx';
import { moneyChange } from '../../lib/format.ts';
import { decimal, rowsOf, text, type Result } from '../../lib/table.ts';
import { list } from '../../lib/words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Figures } from './use_figures.ts';

export function ChangeCard({ figures }: { figures: Figures }) {
    return (
        <Card title="What changed" note={`month to date, ${figures.currency}`} answer={figures.drivers} rows={6} class="changed">
            {() => <Body figures={figures} />}
        </Card>
    );
}

function Body({ figures: { kpis, drivers, currency } }: { figures: Figures }) {
    const row = rowsOf(kpis.result, currency)[0];
    const after = decimal(row, 'net_sales');
    const before = decimal(row, 'net_sales_before');
    const causes = readCauses(drivers.result, currency);
    if (!after || !before || before.sign() === 0 || causes.length === 0) {
        return <Empty>There is nothing to compare with. Import the sales of a year ago to see what changed, and why.</Empty>;
    }
    const change = after.minus(before);
    return (
        <>
            <Waterfall
                before={{ name: 'Last year', amount: before }}
                causes={causes}
                change={change}
                after={{ name: 'This year', amount: after }}
                summary={`Change of net sales, ${moneyChange(change)}: ${list(causes.map((cause) => `${cause.name} ${moneyChange(cause.amount)}`))}.`}
            />
            {['net_sales', 'price'].map((cause) => (
                <p key={cause} class="rest">
                    {inWords(drivers.result, currency, cause)}
                </p>
            ))}
        </>
    );
}

/** The server's words for a cause, as a sentence. */
function inWords(result: Result | null, currency: string, cause: string): string {
    const words = text(
        rowsOf(result, currency).find((row) => text(row, 'cause') === cause),
        'sentence',
    );
    return words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
