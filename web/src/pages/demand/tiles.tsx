/** Key figures of one product in one store. */
import { addDays } from '../../lib/date.ts';
import { count, onePlace, percent, units } from '../../lib/format.ts';
import { number, text } from '../../lib/table.ts';
import { ChangeWord } from '../../ui/change.tsx';
import { Tile } from '../../ui/tile.tsx';
import { autoRows, FOUR_WEEKS, NO_STORE, readForecast, unitsIn, type DemandFigures } from './figures.ts';

const WAITING = '\u2007';
const A_YEAR = 365;

export function DemandTiles({ figures }: { figures: DemandFigures }) {
    const { forecast, sold, soldBefore, today, ahead } = figures;
    const days = readForecast(forecast.result);
    const expected = days.reduce((sum, day) => sum + day.mean, 0);
    const lastYear = today ? unitsIn(soldBefore.result, addDays(today, 1 - 364), addDays(today, 1 + ahead.days - 364)) : null;
    const recent = today ? unitsIn(sold.result, addDays(today, 1 - FOUR_WEEKS), addDays(today, 1)) : null;
    const recentBefore = today ? unitsIn(soldBefore.result, addDays(today, 1 - FOUR_WEEKS - 364), addDays(today, 1 - 364)) : null;
    return (
        <section class="card tiles five" aria-label="Key figures" aria-busy={forecast.busy || figures.stock.busy}>
            <Tile
                label={`Next ${ahead.words}, units`}
                value={forecast.result ? count(expected) : forecast.problem ? null : WAITING}
                answer={forecast}
                column="mean"
                change="sum of the daily means"
            />
            <Tile
                label="Same weekdays last year"
                value={lastYear === null ? (soldBefore.busy ? WAITING : null) : units(lastYear)}
                answer={soldBefore}
                column="units"
                change={
                    lastYear !== null && forecast.result && lastYear > 0 ? (
                        <>
                            <ChangeWord share={expected / lastYear - 1} /> expected
                        </>
                    ) : (
                        lastYear === 0 && 'nothing was sold then'
                    )
                }
            />
            <Tile
                label="Sold in the last 4 weeks"
                value={recent !== null || sold.result ? units(recent ?? 0) : sold.problem ? null : WAITING}
                answer={sold}
                column="units"
                change={recent !== null && recentBefore ? <ChangeWord share={recent / recentBefore - 1} /> : 'no sales a year before to compare'}
            />
            <ErrorTile figures={figures} />
            <StockTile figures={figures} />
        </section>
    );
}

function ErrorTile({ figures: { backtest } }: { figures: DemandFigures }) {
    const row = autoRows(backtest.result, 'all')[0];
    const error = number(row, 'wape');
    const added = number(row, 'fva');
    return (
        <Tile
            label="Error of daily forecasts"
            value={error !== null ? percent(error, 0) : backtest.result || backtest.problem ? null : WAITING}
            answer={backtest}
            column="wape"
            change={error !== null && added !== null && `repeating last week: ${percent(error + added, 0)}`}
        />
    );
}

function StockTile({ figures: { stock, product, store } }: { figures: DemandFigures }) {
    const row = stock.result?.rows.find((r) => text(r, 'product') === product && (store === NO_STORE || text(r, 'store') === store));
    const onHand = number(row, 'on_hand');
    const coming = number(row, 'on_order') ?? 0;
    const days = number(row, 'days_of_cover');
    return (
        <Tile
            label="Stock now"
            value={onHand !== null ? units(onHand) : stock.result || stock.problem ? null : WAITING}
            {...(onHand !== null && { suffix: 'units' })}
            answer={stock}
            column="on_hand"
            change={
                onHand !== null && (
                    <>
                        {onHand > 0 && days !== null ? (
                            days > A_YEAR ? 'lasts more than a year' : `lasts about ${onePlace(days)} days`
                        ) : (
                            <span class="dn">
                                <span aria-hidden="true">◆ </span>out of stock
                            </span>
                        )}
                        {coming > 0 && `, ${units(coming)} coming`}
                    </>
                )
            }
        />
    );
}
