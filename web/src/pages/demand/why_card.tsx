/** Why this forecast: what model, chosen how, on what history; and what stock it meets. */
import type { ComponentChildren } from 'preact';
import { addDays, tradeDay } from '../../lib/date.ts';
import { count, onePlace, twoPlaces, units } from '../../lib/format.ts';
import { number, text } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { explainDay, NO_STORE, ordersOf, readForecast, type DemandFigures } from './figures.ts';

export function WhyCard({ figures }: { figures: DemandFigures }) {
    const { report, forecast } = figures;
    return (
        <Card title="Why this forecast" answer={report} rows={6} class="why">
            {(result) => {
                const row = result.rows[0];
                const days = readForecast(forecast.result);
                const model = text(forecast.result?.rows[0], 'model') || text(row, 'model');
                const mean = days.length ? days.reduce((sum, day) => sum + day.mean, 0) / days.length : null;
                const best = busiest(days.map((day) => day.mean));
                const error = number(row, 'error');
                const naive = number(row, 'naive_error');
                const censored = number(row, 'censored') ?? 0;
                const missing = number(row, 'missing') ?? 0;
                return (
                    <>
                        <dl class="reasons">
                            {mean !== null && (
                                <Reason name="Expected level" figure={onePlace(mean)} unit="a day">
                                    mean of the {days.length} days ahead{best !== null && `; the busiest sells ${twoPlaces(best)} times that`}
                                </Reason>
                            )}
                            <Explained figures={figures} />
                            <Reason name="Model" figure={model.replaceAll('_', ' ')}>
                                {text(row, 'parameters').replaceAll('_', ' ') || text(row, 'reason')}
                            </Reason>
                            <Reason name="Demand is" figure={text(row, 'class')}>
                                {CLASSES[text(row, 'class')] ?? 'by how often and how evenly it sells'}
                            </Reason>
                            {error !== null && naive !== null && (
                                <Reason name="Error, scaled" figure={twoPlaces(error)}>
                                    the same weekday of the week before: {twoPlaces(naive)}; below 1 beats repeating yesterday
                                </Reason>
                            )}
                            <Reason name="History" figure={count(number(row, 'known') ?? 0)} unit="days">
                                {missing > 0 ? `${count(missing)} more are not known` : 'every day of it is known'}
                            </Reason>
                            <Reason name="Out of stock" figure={count(censored)} unit="days">
                                {censored > 0 ? 'they count as unknown, not as no demand' : 'no day is marked as cut short by an empty shelf'}
                            </Reason>
                        </dl>
                        <StockWords figures={figures} />
                    </>
                );
            }}
        </Card>
    );
}

/** The forecast of a day ahead, and the parts it is the sum of. Which day is chosen here, or by a click on the chart. */
function Explained({ figures: { parts, today, day, ahead } }: { figures: DemandFigures }) {
    const rows = parts.result?.rows ?? [];
    if (!today || !day || !parts.operation) return null;
    const forecast = number(
        rows.find((row) => text(row, 'part') === 'forecast'),
        'units',
    );
    const summands = rows.filter((row) => text(row, 'part') !== 'forecast');
    const days = Array.from({ length: ahead.days }, (_, i) => addDays(today, i + 1));
    return (
        <Reason
            name={
                <select aria-label="Day explained" value={day} onChange={(event) => explainDay(event.currentTarget.value, today)}>
                    {days.map((one) => (
                        <option key={one} value={one}>
                            {tradeDay(one).slice(0, -5)}
                        </option>
                    ))}
                </select>
            }
            figure={forecast === null ? '\u2007' : onePlace(forecast)}
            unit="units"
            busy={parts.busy}
        >
            {parts.problem ? parts.problem.message : summands.map((row) => `${PARTS[text(row, 'part')] ?? text(row, 'part').replaceAll('_', ' ')} ${twoPlaces(number(row, 'units') ?? 0)}`).join(', ')}
            {forecast !== null && summands.length === 0 && 'nothing is expected on that day'}
        </Reason>
    );
}

const PARTS: Readonly<Record<string, string>> = { season: 'weekday' };

const CLASSES: Readonly<Record<string, string>> = {
    smooth: 'sells often and evenly',
    erratic: 'sells often, in uneven amounts',
    intermittent: 'sells on few days, in even amounts',
    lumpy: 'sells on few days, in uneven amounts',
};

function busiest(means: readonly number[]): number | null {
    const mean = means.reduce((sum, m) => sum + m, 0) / (means.length || 1);
    return mean > 0 ? Math.max(...means) / mean : null;
}

function Reason({ name, figure, unit, busy = false, children }: { name: ComponentChildren; figure: string; unit?: string; busy?: boolean; children: ComponentChildren }) {
    const age = busy ? ' stale' : '';
    return (
        <div aria-busy={busy}>
            <dt>{name}</dt>
            <dd class={`figure${age}`}>
                <b>{figure}</b> {unit}
            </dd>
            <dd class={`words${age}`}>{children}</dd>
        </div>
    );
}

function StockWords({ figures: { stock, product, store } }: { figures: DemandFigures }) {
    const row = stock.result?.rows.find((r) => text(r, 'product') === product && (store === NO_STORE || text(r, 'store') === store));
    if (row) {
        const quantity = number(row, 'order_quantity') ?? 0;
        return (
            <Empty>
                {quantity > 0 ? `An order of ${units(quantity)} is proposed. ` : 'No order is needed now. '}
                <a href={ordersOf(store)}>See the order list</a>
            </Empty>
        );
    }
    if (stock.busy || (!stock.result && !stock.problem)) return null;
    return (
        <Empty>
            Stock of this product is not known here. <a href="/data">Import stock</a> to see how long it lasts and what to order.
        </Empty>
    );
}
