/** Units a day: sold as bars, then the forecast as steps with its 50 and 80 % ranges. A bar beyond the scale is broken and
 *  says its value. Days on which the shelf ran empty are hatched, what would have sold then is dashed; closed days are sunken. */
import { units } from '../lib/format.ts';
import { ValueAxis } from './axes.tsx';
import { useId } from 'preact/hooks';
import { Hatch, Plot } from './plot.tsx';
import { linear, round, ticks, type Scale } from './scale.ts';

export interface DemandDay {
    label: string;
    monday: boolean;
    sold: number | null;
    before: number | null;
    /** Units that would have sold, on a day when the shelf ran empty. */
    wanted: number | null;
    closed: boolean;
    forecast: { mean: number; low: number; high: number; low50: number; high50: number } | null;
}

interface DemandBarsProps {
    days: readonly DemandDay[];
    summary: string;
    speak: (i: number) => string;
    /** The day that is explained beside the chart; null: none. */
    picked: number | null;
    pick: (i: number) => void;
}

const HEIGHT = 412;
const LEFT = 36;
const RIGHT = 8;
const TOP = 34;
const FOOT = HEIGHT - 24;

/** The top of the axis: all of the forecast, and the days but for the few highest when those stand far out. */
function topOf(days: readonly DemandDay[]): number {
    const sold = days.flatMap((day) => day.sold ?? []).sort((a, b) => a - b);
    const most = sold[sold.length - 1] ?? 0;
    const usual = Math.max(sold[Math.floor(sold.length * 0.97)] ?? 0, ...days.map((day) => day.forecast?.high ?? 0), 1);
    return most > usual * 1.6 ? usual * 1.1 : Math.max(most, usual);
}

export function DemandBars({ days, summary, speak, picked, pick }: DemandBarsProps) {
    const top = topOf(days);
    const lines = ticks(0, top);
    const low = Math.min(0, ...days.flatMap((day) => [day.sold ?? 0, day.before ?? 0])); // days with more returns than sales
    const bottom = Math.max(low, -top * 0.1);
    const step = (width: number) => (width - LEFT - RIGHT) / Math.max(days.length, 1);
    return (
        <Plot
            summary={summary}
            height={HEIGHT}
            count={days.length}
            at={(i, width) => LEFT + step(width) * (i + 0.5)}
            nearest={(x, width) => Math.floor((x - LEFT) / step(width))}
            speak={speak}
            pick={pick}
        >
            {(width, cursor) => <Drawing days={days} lines={lines} bottom={bottom} step={step(width)} width={width} cursor={cursor} picked={picked} />}
        </Plot>
    );
}

interface DrawingProps {
    days: readonly DemandDay[];
    lines: readonly number[];
    bottom: number;
    step: number;
    width: number;
    cursor: number | null;
    picked: number | null;
}

function Drawing({ days, lines, bottom, step, width, cursor, picked }: DrawingProps) {
    const top = lines[lines.length - 1] ?? 1;
    const y = linear([bottom, top], [FOOT, TOP]);
    const x = (i: number) => LEFT + step * i;
    const start = days.findIndex((day) => day.forecast !== null);
    const mondays = days.flatMap((day, i) => (day.monday ? [i] : []));
    const every = Math.max(1, Math.ceil(70 / (step * 7)));
    return (
        <>
            <ValueAxis lines={lines} y={y} left={LEFT} right={width - RIGHT} />
            {mondays
                .filter((_, n) => (mondays.length - 1 - n) % every === 0)
                .map((i) => (
                    <text key={i} x={round(Math.min(x(i), width - 40))} y={HEIGHT - 6} text-anchor="start">
                        {days[i]?.label}
                    </text>
                ))}
            <Unknown days={days} x={x} y={y} step={step} />
            {cursor !== null && <rect x={x(cursor)} y={TOP} width={step} height={FOOT - TOP} class="cursor" />}
            <Bands days={days} x={x} y={y} step={step} />
            {picked !== null && <path d={`M${round(x(picked))} ${FOOT + 2}h${round(step)}`} class="picked" />}
            <Bars days={days} x={x} y={y} step={step} top={top} />
            <path d={steps(days, (day) => day.before, x, y, step)} class="beforehalo" />
            <path d={steps(days, (day) => day.before, x, y, step)} class="before" />
            <path d={steps(days, (day) => day.forecast?.mean ?? null, x, y, step)} class="mean" />
            {start > 0 && (
                <>
                    <path d={`M${round(x(start))} 4V${FOOT}`} class="begin" />
                    <text x={round(x(start)) + 5} y="12" class="h">
                        forecast
                    </text>
                    {width - x(start) > 170 && (
                        <text x={round(x(start)) + 5} y="25">
                            line: mean · ranges: 50 and 80{'\u202f'}%
                        </text>
                    )}
                </>
            )}
        </>
    );
}

type At = (i: number) => number;

/** Days that say nothing about demand. */
function Unknown({ days, x, y, step }: { days: readonly DemandDay[]; x: At; y: Scale; step: number }) {
    const hatch = useId();
    return (
        <>
            <defs>
                <Hatch id={hatch} colour="var(--hatch)" />
            </defs>
            {days.map(({ wanted, closed, sold }, i) => {
                if (closed) return <rect key={i} x={round(x(i))} width={round(step + 0.1)} y={TOP} height={FOOT - TOP} class="closed" />;
                if (wanted === null) return null;
                const top = Math.max(y(wanted), TOP);
                return (
                    <g key={i}>
                        <rect x={round(x(i))} width={round(step + 0.1)} y={TOP} height={FOOT - TOP} fill={`url(#${hatch})`} class="out" />
                        {wanted > (sold ?? 0) && <rect x={round(x(i) + step * 0.11)} width={round(step * 0.78)} y={round(top)} height={round(Math.max(y(sold ?? 0) - top, 0))} class="expected" />}
                    </g>
                );
            })}
        </>
    );
}

function Bands({ days, x, y, step }: { days: readonly DemandDay[]; x: At; y: Scale; step: number }) {
    return (
        <>
            {days.map(({ forecast }, i) =>
                forecast ? (
                    <g key={i}>
                        <rect x={round(x(i))} width={round(step + 0.1)} y={round(y(forecast.high))} height={round(y(forecast.low) - y(forecast.high))} class="band" />
                        <rect
                            x={round(x(i))}
                            width={round(step + 0.1)}
                            y={round(y(forecast.high50))}
                            height={round(y(forecast.low50) - y(forecast.high50))}
                            class="band2"
                        />
                    </g>
                ) : null,
            )}
        </>
    );
}

function Bars({ days, x, y, step, top }: { days: readonly DemandDay[]; x: At; y: Scale; step: number; top: number }) {
    const thick = Math.max(1, Math.min(step * 0.78, 12));
    return (
        <>
            {days.map(({ sold }, i) => {
                if (!sold) return null;
                const left = round(x(i) + (step - thick) / 2);
                if (sold <= top) {
                    const end = Math.min(y(sold), FOOT);
                    const height = Math.abs(y(0) - end);
                    return <rect key={i} x={left} width={round(thick)} y={round(Math.min(end, y(0)))} height={round(height)} class="s1" />;
                }
                return (
                    <g key={i}>
                        <rect x={left} width={round(thick)} y={TOP + 21} height={round(y(0) - TOP - 21)} class="s1" />
                        <rect x={left} width={round(thick)} y={TOP} height="18" class="s1" />
                        <text x={round(left + thick + 4)} y={TOP + 10} class="b">
                            {units(sold)}
                        </text>
                    </g>
                );
            })}
        </>
    );
}

/** A line of steps, one a day; it pauses where a day has no value. */
function steps(days: readonly DemandDay[], value: (day: DemandDay) => number | null, x: At, y: Scale, step: number): string {
    let path = '';
    let drawing = false;
    days.forEach((day, i) => {
        const v = value(day);
        if (v === null) {
            drawing = false;
            return;
        }
        path += `${drawing ? 'V' : `M${round(x(i))} `}${round(Math.max(TOP, Math.min(y(v), FOOT)))}H${round(x(i) + step)}`;
        drawing = true;
    });
    return path;
}
