/** A series around an event: what was there as a line, the usual behind it, what chance explains as a band, unusual days marked. */
import { ValueAxis } from '../../charts/axes.tsx';
import { Plot } from '../../charts/plot.tsx';
import { everyNth, linear, round, ticks, type Scale } from '../../charts/scale.ts';
import { shortDay, tradeDay } from '../../lib/date.ts';
import { onePlace, units } from '../../lib/format.ts';
import type { Happening, Series, SeriesDay } from './figures.ts';

const HEIGHT = 240;
const LEFT = 36;
const RIGHT = 8;
const TOP = 26;
const FOOT = HEIGHT - 22;

export function SeriesChart({ series, event, name }: { series: Series; event: Happening; name: string }) {
    const { days } = series;
    const step = (width: number) => (width - LEFT - RIGHT) / Math.max(days.length, 1);
    return (
        <Plot
            summary={`Units a day of ${name} with its usual and what chance explains; ${series.unusual} unusual days. Arrow keys read each day.`}
            height={HEIGHT}
            count={days.length}
            at={(i, width) => LEFT + step(width) * (i + 0.5)}
            nearest={(x, width) => Math.floor((x - LEFT) / step(width))}
            speak={(i) => speak(days[i])}
        >
            {(width, cursor) => <Drawing days={days} event={event} step={step(width)} width={width} cursor={cursor} />}
        </Plot>
    );
}

function speak(day: SeriesDay | undefined): string {
    if (!day) return '';
    const usual = day.expected === null ? '' : `, usual ${onePlace(day.expected)}`;
    const chance = day.low === null || day.high === null ? '' : `, by chance ${units(day.low)} to ${units(day.high)}`;
    return `${tradeDay(day.day)}: ${units(day.value)}${usual}${chance}${day.unusual ? `; unusual: ${day.kind}` : ''}`;
}

interface DrawingProps {
    days: readonly SeriesDay[];
    event: Happening;
    step: number;
    width: number;
    cursor: number | null;
}

function Drawing({ days, event, step, width, cursor }: DrawingProps) {
    const values = days.flatMap((day) => [day.value, day.low ?? 0, day.high ?? 0]);
    const lines = ticks(Math.min(0, ...values), Math.max(1, ...values));
    const y = linear([lines[0] ?? 0, lines[lines.length - 1] ?? 1], [FOOT, TOP]);
    const x = (i: number) => LEFT + step * (i + 0.5);
    const first = days.findIndex((day) => day.day >= event.since);
    const within = days.filter((day) => day.day >= event.since && day.day <= event.until).length;
    const labelled = everyNth(days.length, step, 56);
    return (
        <>
            {first >= 0 && within > 0 && <rect x={round(LEFT + step * first)} y={TOP} width={round(step * within)} height={FOOT - TOP} class="closed" />}
            <ValueAxis lines={lines} y={y} left={LEFT} right={width - RIGHT} />
            {cursor !== null && <rect x={LEFT + step * cursor} y={TOP} width={step} height={FOOT - TOP} class="cursor" />}
            <path d={band(days, x, y)} class="band" />
            <path d={line(days, (day) => day.expected, x, y)} class="before" />
            <path d={line(days, (day) => day.value, x, y)} class="mean" />
            {days.map((day, i) => (day.unusual ? <path key={day.day} d={diamond(x(i), y(day.value))} class="unusual" /> : null))}
            {days.map((day, i) =>
                labelled(i) ? (
                    <text key={day.day} x={round(Math.min(x(i), width - RIGHT - 18))} y={HEIGHT - 6} text-anchor="middle">
                        {shortDay(day.day)}
                    </text>
                ) : null,
            )}
            <text x={LEFT} y="12">
                line: sold · grey: usual · band: by chance · ◆ unusual
            </text>
        </>
    );
}

type At = (i: number) => number;

function line(days: readonly SeriesDay[], value: (day: SeriesDay) => number | null, x: At, y: Scale): string {
    let path = '';
    let drawing = false;
    days.forEach((day, i) => {
        const v = value(day);
        if (v !== null) path += `${drawing ? 'L' : 'M'}${round(x(i))} ${round(y(v))}`;
        drawing = v !== null;
    });
    return path;
}

/** Forth along the highest, back along the lowest. */
function band(days: readonly SeriesDay[], x: At, y: Scale): string {
    const known = days.flatMap(({ low, high }, i) => (low === null || high === null ? [] : [{ at: round(x(i)), low: round(y(low)), high: round(y(high)) }]));
    if (known.length === 0) return '';
    const forth = known.map(({ at, high }) => `${at} ${high}`).join('L');
    const back = [...known].reverse().map(({ at, low }) => `${at} ${low}`).join('L');
    return `M${forth}L${back}Z`;
}

function diamond(x: number, y: number): string {
    return `M${round(x)} ${round(y - 5)}l5 5l-5 5l-5 -5Z`;
}
