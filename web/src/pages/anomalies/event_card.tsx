/** The chosen event: its figures, the products in it, and the series with its band and marks. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { count, money, units } from '../../lib/format.ts';
import { plural } from '../../lib/words.ts';
import { address } from '../../state/address.ts';
import { accepted } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { around, goodsOf, placeOf, readSeries, spanOf, type Happening, type Series } from './figures.ts';
import { SeriesChart } from './series_chart.tsx';

const SHOWN = 12;

interface EventCardProps {
    event: Happening;
    nameOf: (product: string) => string;
}

/** Series are asked for at once where they are few: of a product; else when wanted. */
export function EventCard({ event, nameOf }: EventCardProps) {
    const wanted = useSignal(false);
    const top = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (address.peek().filters.event) top.current?.scrollIntoView({ block: 'nearest' }); // on a phone it stands below the list
    }, []);
    return (
        <div class="column reached" ref={top}>
            <section class="card event" aria-label="The chosen event">
                <header>
                    <h2>{placeOf(event, nameOf)}</h2>
                    <p>{spanOf(event)}</p>
                </header>
                <Facts event={event} />
                {!event.product && !wanted.value && (
                    <p class="words">
                        <button type="button" class="btn" onClick={() => (wanted.value = true)}>
                            Show its products
                        </button>
                    </p>
                )}
            </section>
            {event.product ? <SeriesCard event={event} nameOf={nameOf} goods={goodsOf(event)} /> : wanted.value && <ProductsCard event={event} nameOf={nameOf} />}
        </div>
    );
}

function Facts({ event }: { event: Happening }) {
    const { actual, expected, low, high, currency } = event;
    return (
        <dl class="reasons">
            <Fact name="Most likely" figure={event.driver}>
                {event.text}
            </Fact>
            {actual && expected && (
                <Fact name={`Net sales, ${currency}`} figure={money(actual)}>
                    usual {money(expected)}
                    {low && high && `; chance explains ${money(low)} to ${money(high)}`}
                </Fact>
            )}
            <Fact name="Unusual days" figure={count(event.days)}>
                {event.explains > 0 && `and it accounts for ${count(event.explains)} unusual ${plural(event.explains, 'day', 'days')} of other stores and goods, which are not told`}
            </Fact>
        </dl>
    );
}

function Fact({ name, figure, children }: { name: string; figure: string; children: ComponentChildren }) {
    return (
        <div>
            <dt>{name}</dt>
            <dd class="figure">
                <b>{figure}</b>
            </dd>
            {children && <dd class="words">{children}</dd>}
        </div>
    );
}

/** Products that are unusual by themselves in the days of the event; one of them is drawn. */
function ProductsCard({ event, nameOf }: EventCardProps) {
    const answer = useAnswer('anomaly.detect', accepted('anomaly.detect', { ...goodsOf(event), found: 'true' }), { long: true });
    const drawn = useSignal<Series | null>(null);
    const found = readSeries(answer.result, event.since, event.until);
    const columns: TableColumn<Series>[] = [
        {
            head: 'Product, store',
            class: 'two',
            cell: (series) => (
                <>
                    <button type="button" class="link" aria-pressed={sameSeries(series, drawn.value)} onClick={() => (drawn.value = series)}>
                        {nameOf(series.product)}
                    </button>
                    <span>{series.store}</span>
                </>
            ),
        },
        { head: 'Days', figure: true, cell: (series) => count(series.unusual) },
        { head: 'Units missing', figure: true, cell: (series) => units(Math.round(series.missing)) },
    ];
    const one = drawn.value;
    return (
        <>
            <Card title="Products in it" note="unusual by themselves in those days" answer={answer} rows={8}>
                {() =>
                    found.length === 0 ? (
                        <Empty>No product is unusual by itself in those days: each is a little off, only together they are not chance.</Empty>
                    ) : (
                        <>
                            <Table caption="Products in the event" rows={found.slice(0, SHOWN)} columns={columns} keyOf={(series) => `${series.product} ${series.store}`} />
                            {found.length > SHOWN && <p class="rest">and {found.length - SHOWN} more under Table</p>}
                        </>
                    )
                }
            </Card>
            {one && <SeriesCard event={event} nameOf={nameOf} goods={{ product: one.product, store: one.store }} />}
        </>
    );
}

function sameSeries(a: Series, b: Series | null): boolean {
    return a.product === b?.product && a.store === b.store;
}

/** The series of a product, a store each; the one that is furthest off is drawn. */
function SeriesCard({ event, nameOf, goods }: EventCardProps & { goods: Record<string, string> }) {
    const answer = useAnswer('anomaly.detect', accepted('anomaly.detect', goods), { long: true });
    const { from, until } = around(event);
    const [series, ...others] = readSeries(answer.result, from, until);
    return (
        <Card title="Day by day" note={series ? `units, ${nameOf(series.product)} in ${series.store}` : 'units'} answer={answer} rows={8} class="series">
            {() =>
                series ? (
                    <>
                        <SeriesChart series={series} event={event} name={nameOf(series.product)} />
                        {others.length > 0 && <p class="rest">the store that is furthest off; {others.length} more under Table</p>}
                    </>
                ) : (
                    <Empty>There are no sales by product and store of those days.</Empty>
                )
            }
        </Card>
    );
}
