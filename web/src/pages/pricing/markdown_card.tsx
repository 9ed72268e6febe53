/** The path of prices that clears a product's stock in eight weeks. */
import { TradeOff } from '../../charts/trade_off.tsx';
import { onePlace, percent, twoPlaces, units } from '../../lib/format.ts';
import type { Parameters } from '../../lib/api.ts';
import { number, text } from '../../lib/table.ts';
import { address } from '../../state/address.ts';
import { accepted } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { bestKnown } from './elasticity_card.tsx';

const WEEKS = 8;

interface MarkdownProps {
    /** Elasticities: the product is one that is known well, unless the address names one. */
    answer: Answer;
    where: Parameters;
    currency: string;
    nameOf: (product: string) => string;
}

export function MarkdownCard({ answer, where, currency, nameOf }: MarkdownProps) {
    const known = bestKnown(answer.result?.rows ?? []).find((row) => (number(row, 'shrunk_high') ?? 0) < 0);
    const product = address.value.filters.product ?? (known ? text(known, 'product') : '');
    if (!product) return null;
    return <Path product={product} where={where} currency={currency} nameOf={nameOf} />;
}

function Path({ product, where, currency, nameOf }: Omit<MarkdownProps, 'answer'> & { product: string }) {
    const answer = useAnswer('pricing.markdown', accepted('pricing.markdown', { ...where, category: '', product, weeks: String(WEEKS) }), { long: true });
    const rows = (answer.result?.rows ?? []).filter((row) => number(row, 'week') !== null);
    const first = rows[0];
    const stock = first ? (number(first, 'stock') ?? 1) : 1;
    const points = [
        ...rows.map((row) => ({ x: number(row, 'week') ?? 0, y: 1 - (number(row, 'reduction') ?? 0), line: 'price' })),
        ...rows.map((row) => ({ x: number(row, 'week') ?? 0, y: (number(row, 'stock') ?? 0) / Math.max(stock, 1), line: 'stock' })),
    ];
    const speak = (i: number) => {
        const row = rows[i % Math.max(rows.length, 1)];
        return row ? `Week ${onePlace(number(row, 'week') ?? 0)}: ${currency} ${twoPlaces(number(row, 'price') ?? 0)}, ${units(number(row, 'stock') ?? 0)} units left` : '';
    };
    return (
        <Card title={`To clear in ${WEEKS} weeks`} note={nameOf(product)} answer={answer} rows={10} class="markdown">
            {(result) =>
                first ? (
                    <>
                        <TradeOff
                            points={points}
                            lines={['price', 'stock']}
                            xName="week"
                            yName="of today's price, and of today's stock"
                            summary="Price and stock week by week, as shares of today's. Arrow keys read each week; Table has every value."
                            speak={speak}
                        />
                        <p class="rest">
                            {`Brings ${currency} ${twoPlaces(number(first, 'money') ?? 0)}; 30, 50 and 70 percent off in thirds would bring ${twoPlaces(number(first, 'thumb_money') ?? 0)}, today's price ${twoPlaces(number(first, 'full_money') ?? 0)}. First price ${percent(1 - (number(first, 'reduction') ?? 0), 0)} of today's.`}
                        </p>
                    </>
                ) : (
                    <Empty>{text(result.rows[0] ?? {}, 'reason') || 'There is nothing to clear.'}</Empty>
                )
            }
        </Card>
    );
}
