/** The tree of net sales: visitors x conversion x units x price, each with what its change made; the amounts add up exactly. */
import type { Decimal } from '../../lib/decimal.ts';
import { count, exact, money, moneyChange, percent, percentChange, twoPlaces } from '../../lib/format.ts';
import { decimal, rowsOf } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { toneOf } from '../../ui/change.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { Figures } from '../overview/figures.ts';
import { readTree, type Factor } from './figures.ts';

const SHOWN: Readonly<Record<string, (value: number) => string>> = { visitors: count, transactions: count, conversion: percent };

export function TreeCard({ figures: { drivers, kpis, currency, filters } }: { figures: Figures }) {
    const tree = readTree(drivers.result, currency);
    const net = decimal(rowsOf(kpis.result, currency)[0], 'net_sales');
    return (
        <Card title="What makes net sales" note={`${currency}; amounts: what each change made, ${filters.comparison.label}`} answer={drivers} rows={3} class="revenue">
            {() =>
                !tree ? (
                    <Empty>There is nothing to compare with. Choose a comparison, or import the sales of a year ago, to see what made the change.</Empty>
                ) : (
                    <>
                        <ol class="factors" aria-label="Factors of net sales">
                            {tree.factors.map((factor) => (
                                <li key={factor.id}>
                                    <Node factor={factor} currency={currency} />
                                </li>
                            ))}
                            <li class="whole">
                                <p class="l">Net sales</p>
                                <p class="v" title={net ? exact(net) : undefined}>
                                    {net ? money(net) : ''}
                                </p>
                                <Amount amount={tree.change} />
                            </li>
                        </ol>
                        {!tree.factors.some((factor) => factor.id === 'visitors') && (
                            <Empty>
                                Visitors are not counted here. <a href="/data">Import footfall</a> to split transactions into visitors and conversion.
                            </Empty>
                        )}
                    </>
                )
            }
        </Card>
    );
}

function Node({ factor, currency }: { factor: Factor; currency: string }) {
    const words = SHOWN[factor.id] ?? twoPlaces;
    return (
        <>
            <p class="l">
                {factor.name}
                {factor.id === 'price_per_unit' && `, ${currency}`}
            </p>
            <p class="v">{factor.now === null ? 'not known' : words(factor.now)}</p>
            <p class="note">
                {factor.before !== null && `was ${words(factor.before)}`}
                {factor.change !== null && `, ${percentChange(factor.change)}`}
            </p>
            <Amount amount={factor.amount} />
        </>
    );
}

function Amount({ amount }: { amount: Decimal }) {
    const sign = amount.rounded(2).sign();
    return (
        <p class={`d ${toneOf(sign)}`}>
            <span aria-hidden="true">{sign > 0 ? '▲ ' : sign < 0 ? '▼ ' : '■ '}</span>
            {moneyChange(amount)}
        </p>
    );
}
