/** Today in one figure: sold so far, against the forecast of the day by the same hour; where there is none, against a usual one. */
import { exact, money, onePlace, percent } from '../../lib/format.ts';
import { tradeDay, weekdayName } from '../../lib/date.ts';
import { explain } from '../../state/how.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { readForecast, readToday, sumOver, type Today } from './figures.ts';

const SAME = 0.005; // nearer than half a per cent is the same

interface TodayCardProps {
    answer: Answer;
    forecast: Answer;
    currency: string;
    store: string;
}

export function TodayCard({ answer, forecast, currency, store }: TodayCardProps) {
    const today = readToday(answer.result, currency, readForecast(forecast.result, currency));
    return (
        <Card title={today ? tradeDay(today.day) : 'Today'} note={store} answer={answer} rows={5} class="today">
            {() => (today ? <Figures today={today} forecast={forecast} currency={currency} /> : <Empty>Nothing was sold in this shop yet. Its day shows here with the first sale.</Empty>)}
        </Card>
    );
}

function Figures({ today, forecast, currency }: { today: Today; forecast: Answer; currency: string }) {
    const whole = Math.max(today.closing.toNumber(), 1);
    const place = (value: number) => `${Math.max(0, Math.min(1, value / whole)) * 100}%`;
    return (
        <>
            <p class="label">Net sales so far, {currency}</p>
            <p class="hero" title={exact(today.sold)}>
                {money(today.sold)}
            </p>
            <Against today={today} />
            <svg class="way" height="14" width="100%" aria-hidden="true">
                <rect x="0" y="4" width="100%" height="6" class="whole" />
                <rect x="0" y="4" width={place(today.sold.toNumber())} height="6" class="s1" />
                {today.until && <rect x={place(today.aim.toNumber())} y="0" width="2" height="14" class="tick" />}
            </svg>
            <p class="ends">
                <span>
                    {!today.until ? 'before opening' : today.forecast ? `forecast by ${today.until}` : `by ${today.until} usually`} <b>{money(today.aim)}</b>
                </span>
                <span>
                    expected at closing <b>{money(today.closing)}</b>
                </span>
            </p>
            <Origin today={today} forecast={forecast} />
            <dl class="pairs">
                <Pair words="Receipts" value={sumOver(today.hours, (hour) => hour.transactions)} usual={sumOver(today.hours, (hour) => hour.usualTransactions)} />
                <Pair words="Visitors" value={sumOver(today.hours, (hour) => hour.visitors)} usual={sumOver(today.hours, (hour) => hour.usualVisitors)} />
            </dl>
        </>
    );
}

/** Which forecast the day is held against, or why there is none. */
function Origin({ today, forecast }: { today: Today; forecast: Answer }) {
    if (!today.forecast) {
        return <p class="origin">{forecast.problem ? `No forecast of this day: ${forecast.problem.message}.` : forecast.busy ? 'The forecast of this day is being made.' : 'There is no forecast of this day.'}</p>;
    }
    const { whole, low, high } = today.forecast;
    return (
        <p class="origin">
            <button type="button" class="quiet" onClick={() => explain('Forecast of the day', forecast, 'expected')}>
                Forecast of the day
            </button>{' '}
            {money(whole)}
            {low && high && ` (${money(low)} to ${money(high)} with 80 %)`}
        </p>
    );
}

function Against({ today }: { today: Today }) {
    const day = weekdayName(today.day);
    if (today.change === null || !today.until) return <p class="against">{today.forecast ? 'No hour is over yet.' : `A usual ${day} is not known yet.`}</p>;
    const than = today.forecast ? `forecast by ${today.until}` : `on a usual ${day} by ${today.until}`;
    if (Math.abs(today.change) < SAME) return <p class="against">as {than}</p>;
    const more = today.change > 0;
    return (
        <p class="against">
            <span class={more ? 'up' : 'dn'}>
                <span aria-hidden="true">{more ? '▲' : '▼'} </span>
                {percent(Math.abs(today.change), 0)} {more ? 'more' : 'less'}
            </span>{' '}
            than {than}
        </p>
    );
}

function Pair({ words, value, usual }: { words: string; value: number | null; usual: number | null }) {
    return (
        <div>
            <dt>{words}, full hours</dt>
            <dd>
                {value ?? <span class="unknown">not counted</span>}
                {value !== null && usual !== null && <small> usual {Number.isInteger(usual) ? usual : onePlace(usual)}</small>}
            </dd>
        </div>
    );
}
