/** The product that a picture shows, in our range: stock, price, next delivery, and what will sell. */
import type { ComponentChildren } from 'preact';
import { shortDay } from '../../lib/date.ts';
import { exact, units } from '../../lib/format.ts';
import { number, type Result } from '../../lib/table.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { readFound, type Found } from '../shop/figures.ts';

const AHEAD_DAYS = 7;

export function ProductCard({ words, store }: { words: string; store: string }) {
    const found = useAnswer('shop.find', words && store ? { store, query: words, limit: '5' } : null);
    const first = readFound(found.result)[0];
    const forecast = useAnswer('demand.forecast', first && store ? { product: first.product, store, horizon: String(AHEAD_DAYS), quantiles: '0.1,0.9' } : null);
    if (!words) return null;
    return (
        <Card title={`${words} in ${store}`} answer={found} rows={4} class="known">
            {() =>
                first ? (
                    <dl class="facts">
                        <Facts one={first} forecast={forecast} store={store} />
                    </dl>
                ) : (
                    <Empty>No product of ours goes by “{words}”. Name the folders of the pictures by article numbers or by words of their names.</Empty>
                )
            }
        </Card>
    );
}

function Facts({ one, forecast, store }: { one: Found; forecast: Answer; store: string }) {
    return (
        <>
            <Fact what="Product">
                {one.name} <span class="m">{one.product}</span>
            </Fact>
            <Fact what="Stock">{one.onHand === null ? 'never counted here' : `${units(one.onHand)} here`}{one.elsewhere && `; ${one.elsewhere}`}</Fact>
            <Fact what="Price">{one.price ? `${one.currency} ${exact(one.price.rounded(2))}` : 'no price'}</Fact>
            <Fact what="Next delivery">{one.nextDelivery ? shortDay(one.nextDelivery) : 'none is on its way'}</Fact>
            <Fact what={`Forecast, ${AHEAD_DAYS} days`}>
                <Forecast answer={forecast} />
                <a href={`/demand?product=${encodeURIComponent(one.product)}&store=${encodeURIComponent(store)}`}>Demand of this product</a>
            </Fact>
        </>
    );
}

function Fact({ what, children }: { what: string; children: ComponentChildren }) {
    return (
        <div>
            <dt>{what}</dt>
            <dd>{children}</dd>
        </div>
    );
}

function Forecast({ answer }: { answer: Answer }) {
    if (answer.problem) return <>not known: {answer.problem.message} </>;
    if (!answer.result) return <span role="status">Calculating </span>;
    return <>{units(expected(answer.result))} expected. </>;
}

/** Of all days ahead. */
function expected(result: Result): number {
    return result.rows.reduce((sum, row) => sum + (number(row, 'mean') ?? 0), 0);
}
