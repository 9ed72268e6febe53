/** Units a day: what was sold and what is expected. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { DemandBars, type DemandDay } from '../../charts/demand_bars.tsx';
import { addDays, daysBetween, shortDay, weekday, weekdayName, type Day } from '../../lib/date.ts';
import { onePlace, units } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { explainDay, FOUR_WEEKS, readForecast, unitsByDay, type DemandFigures } from './figures.ts';
import { seenByDay, unseenDays } from './seen.ts';

const PHONE = 720; // pixels; there the last weeks are drawn, the others are in the table
const DENSE = 230; // days beyond which bars are too thin to tell apart

export function ChartCard({ figures }: { figures: DemandFigures }) {
    const { sold, soldBefore, seen, forecast, today, day, history } = figures;
    const { first, days } = useMemo(
        () => daysOf(figures),
        [sold.result, soldBefore.result, seen.result, forecast.result, today],
    );
    const dense = days.length > DENSE; // a line instead of bars, days of an empty shelf as columns
    const compared = !dense && history.days > 0 && days.some((day) => day.before !== null);
    const summary = summaryOf(figures, days);
    const speak = (i: number) => speakDay(days[i], addDays(first, i));
    const picked = day && first && day > first ? daysBetween(first, day) : null;
    const pick = (i: number) => {
        if (today && days[i]?.forecast) explainDay(addDays(first, i), today);
    };
    const answer = forecast.problem ? sold : { ...forecast, busy: forecast.busy || sold.busy };
    return (
        <Card title="Units a day" note={<Legend compared={compared} out={days.some((day) => day.wanted !== null)} dense={dense} />} answer={answer} rows={12} class="demandchart">
            {() => (dense ? <Dense days={days} first={first} summary={summary} speak={speak} /> : <DemandBars days={days} summary={summary} speak={speak} picked={picked} pick={pick} />)}
        </Card>
    );
}

function Legend({ compared, out, dense }: { compared: boolean; out: boolean; dense: boolean }) {
    return (
        <>
            <span class="swatch s1" aria-hidden="true" /> sold
            {compared && (
                <>
                    {' '}
                    <span class="swatch line" aria-hidden="true" /> same weekdays last year
                </>
            )}
            {out && (
                <>
                    {' '}
                    <span class={dense ? 'swatch gone' : 'swatch out'} aria-hidden="true" /> {dense ? 'shelf empty' : 'shelf empty, dashed: would have sold'}
                </>
            )}
        </>
    );
}

function daysOf({ sold, soldBefore, seen, forecast, today }: DemandFigures): { first: Day; days: DemandDay[] } {
    const history = new Map([...seenByDay(seen.result), ...unitsByDay(sold.result)]);
    const before = unitsByDay(soldBefore.result);
    const unseen = unseenDays(seen.result);
    const ahead = new Map(readForecast(forecast.result).map((day) => [day.day, day]));
    const recent = window.innerWidth <= PHONE && today ? addDays(today, 1 - FOUR_WEEKS) : '';
    const first = [...history.keys()].sort().find((day) => day >= recent) ?? today ?? '';
    const last = [...ahead.keys()].sort().pop() ?? today ?? '';
    if (!first || !last) return { first, days: [] };
    const days = Array.from({ length: daysBetween(first, last) + 1 }, (_, i): DemandDay => {
        const day = addDays(first, i);
        const next = ahead.get(day);
        return {
            label: shortDay(day),
            monday: weekday(day) === 0,
            sold: history.get(day) ?? null,
            before: before.get(addDays(day, -364)) ?? null,
            wanted: unseen.get(day) ?? null,
            closed: unseen.get(day) === null,
            forecast: next ? { mean: next.mean, low: next.q10, high: next.q90, low50: next.q25, high50: next.q75 } : null,
        };
    });
    return { first, days };
}

function speakDay(day: DemandDay | undefined, date: Day): string {
    if (!day) return '';
    const when = `${weekdayName(date)} ${shortDay(date)}`;
    const before = day.before === null ? '' : `, last year ${units(day.before)}`;
    if (day.forecast) {
        const { mean, low, high } = day.forecast;
        return `${when}: ${onePlace(mean)} expected, ${units(low)} to ${units(high)} with 80\u202f%${before}`;
    }
    if (day.closed) return `${when}: closed${before}`;
    if (day.wanted !== null) return `${when}: ${units(day.sold ?? 0)} sold, the shelf ran empty; about ${onePlace(day.wanted)} would have sold${before}`;
    return day.sold === null ? `${when}: not known` : `${when}: ${units(day.sold)} sold${before}`;
}

function summaryOf({ name, store, ahead }: DemandFigures, days: readonly DemandDay[]): string {
    const counted = days.filter((day) => day.sold !== null).length;
    return `Units of ${name} sold a day in ${store}, ${counted} days, and the forecast for ${ahead.words}. Arrow keys read each day; Table has every value.`;
}

type LongHistory = ComponentType<{ days: readonly DemandDay[]; first: Day; summary: string; speak: (i: number) => string }>;

/** The library for dense lines is fetched when the first one is drawn. */
function Dense(props: { days: readonly DemandDay[]; first: Day; summary: string; speak: (i: number) => string }) {
    const component = useSignal<{ Chart: LongHistory } | null>(null);
    useEffect(() => {
        void import('../../charts/long_history.tsx').then((module) => (component.value = { Chart: module.default }));
    }, []);
    const loaded = component.value;
    return loaded ? <loaded.Chart {...props} /> : <div class="bars" aria-busy="true" />;
}
