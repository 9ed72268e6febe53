/** Bars by period with the comparison as a tick on each, and the difference below on its own zero line. */
import { useId } from 'preact/hooks';
import { axis, countChange, onePlace, signed } from '../lib/format.ts';
import { Hatch, Plot } from './plot.tsx';
import { everyNth, linear, round, ticks, type Scale } from './scale.ts';

export interface Bar {
    /** On the axis: "12 Dec". */
    label: string;
    value: number;
    before: number | null;
    complete: boolean;
}

interface TrendProps {
    bars: readonly Bar[];
    summary: string;
    speak: (i: number) => string;
    /** Of the comparison: "last year, same weekdays". */
    beforeLabel: string;
    /** Of an incomplete last period: "this week: 3 of 7 days". */
    lastLabel: string;
    /** What one unit of a difference label stands for: 1000 in thousands. */
    unit: number;
    unitWord: string;
}

const HEIGHT = 250;
const LEFT = 40;
const RIGHT = 6;
const TOP = 24;
const FOOT = 168;
const ZERO = 205; // of the differences
const REACH = 17; // of the tallest difference

interface Geometry {
    step: number;
    thick: number;
    centre: (i: number) => number;
    y: Scale;
}

function geometry(bars: readonly Bar[], width: number, lines: readonly number[]): Geometry {
    const step = (width - LEFT - RIGHT) / Math.max(bars.length, 1);
    return {
        step,
        thick: Math.max(1, Math.min(34, step * 0.54)),
        centre: (i) => LEFT + step * (i + 0.5),
        y: linear([lines[0] ?? 0, lines[lines.length - 1] ?? 1], [FOOT, TOP]),
    };
}

export function Trend(props: TrendProps) {
    const { bars, summary, speak } = props;
    const values = bars.flatMap((bar) => [bar.value, bar.before ?? 0]);
    const lines = ticks(Math.min(0, ...values), Math.max(0, ...values));
    const step = (width: number) => (width - LEFT - RIGHT) / Math.max(bars.length, 1);
    const compared = bars.some((bar) => bar.before !== null);
    return (
        <Plot
            summary={summary}
            height={compared ? HEIGHT : HEIGHT - 56}
            count={bars.length}
            at={(i, width) => LEFT + step(width) * (i + 0.5)}
            nearest={(x, width) => Math.floor((x - LEFT) / step(width))}
            speak={speak}
        >
            {(width, cursor) => <Drawing {...props} lines={lines} compared={compared} cursor={cursor} width={width} />}
        </Plot>
    );
}

type DrawingProps = TrendProps & { lines: readonly number[]; compared: boolean; cursor: number | null; width: number };

function Drawing({ bars, beforeLabel, lastLabel, unit, unitWord, lines, compared, cursor, width }: DrawingProps) {
    const hatch = useId();
    const g = geometry(bars, width, lines);
    const labelled = everyNth(bars.length, g.step, 74);
    const foot = compared ? HEIGHT - 4 : HEIGHT - 60;
    const last = bars.length - 1;
    return (
        <>
            <defs>
                <Hatch id={hatch} colour="var(--s1)" />
            </defs>
            {lines.map((line) => (
                <g key={line}>
                    <path d={`M${LEFT} ${round(g.y(line))}H${width - RIGHT}`} class={line === 0 ? 'axis' : 'grid'} />
                    <text x={LEFT - 6} y={round(g.y(line)) + 4} text-anchor="end">
                        {axis(line)}
                    </text>
                </g>
            ))}
            {cursor !== null && <rect x={g.centre(cursor) - g.step / 2} y={TOP - 6} width={g.step} height={foot - TOP - 6} class="cursor" />}
            {bars.map((bar, i) => (
                <g key={i}>
                    <Column bar={bar} x={g.centre(i)} g={g} hatch={hatch} />
                    {labelled(i) && (
                        <text x={round(g.centre(i))} y={foot} text-anchor="middle">
                            {bar.label}
                        </text>
                    )}
                </g>
            ))}
            {compared && <Differences bars={bars} g={g} unit={unit} width={width} words={`more or less than last year, ${unitWord}`} />}
            {compared && (
                <>
                    <path d={`M${LEFT} 10h9`} class="tickmark" />
                    <text x={LEFT + 13} y="14" class="k">
                        {width > 420 ? beforeLabel : 'last year'}
                    </text>
                </>
            )}
            {lastLabel && bars[last] && !bars[last].complete && (
                <text x={Math.min(round(g.centre(last) + g.step / 2), width - RIGHT)} y="14" text-anchor="end" class="h">
                    {lastLabel}
                </text>
            )}
        </>
    );
}

function Column({ bar, x, g, hatch }: { bar: Bar; x: number; g: Geometry; hatch: string }) {
    const left = round(x - g.thick / 2);
    const top = round(Math.min(g.y(bar.value), g.y(0)));
    const height = round(Math.abs(g.y(0) - g.y(bar.value)));
    const over = Math.min(4, g.step * 0.2);
    return (
        <>
            {bar.complete ? (
                <rect x={left} y={top} width={round(g.thick)} height={height} class="s1" />
            ) : (
                <rect x={left} y={top} width={round(g.thick)} height={height} fill={`url(#${hatch})`} class="outline" />
            )}
            {bar.before !== null && (
                <>
                    <path d={`M${left - over} ${round(g.y(bar.before))}h${round(g.thick + 2 * over)}`} class="tickhalo" />
                    <path d={`M${left - over} ${round(g.y(bar.before))}h${round(g.thick + 2 * over)}`} class="tickmark" />
                </>
            )}
        </>
    );
}

/** Whole, or with a decimal where all are small. */
function differenceText(change: number, most: number): string {
    return most >= 10 ? countChange(change) : signed(onePlace(change), Number(change.toFixed(1)));
}

interface DifferencesProps {
    bars: readonly Bar[];
    g: Geometry;
    unit: number;
    width: number;
    words: string;
}

function Differences({ bars, g, unit, width, words }: DifferencesProps) {
    const changes = bars.map((bar) => (bar.before === null ? null : bar.value - bar.before));
    const most = Math.max(...changes.map((c) => Math.abs(c ?? 0)), 1e-9);
    const worthy = g.step < 34 ? most * 0.45 : 0; // where bars are thin only the large ones are labelled
    const apart = g.step < 15; // and where they are thinner none
    return (
        <>
            <path d={`M${LEFT} ${ZERO}H${width - RIGHT}`} class="axis" />
            {changes.map((change, i) => {
                if (change === null) return null;
                const size = (Math.abs(change) / most) * REACH;
                const text = differenceText(change / unit, most / unit);
                return (
                    <g key={i}>
                        <rect
                            x={round(g.centre(i) - g.thick / 2)}
                            y={round(change < 0 ? ZERO : ZERO - size)}
                            width={round(g.thick)}
                            height={Math.max(round(size), 0.5)}
                            class={change < 0 ? 'bad' : 'good'}
                        />
                        {!apart && Math.abs(change) >= worthy && /[1-9]/.test(text) && (
                            <text x={round(g.centre(i))} y={round(change < 0 ? ZERO + size + 11 : ZERO - size - 4)} text-anchor="middle" class="k">
                                {text}
                            </text>
                        )}
                    </g>
                );
            })}
            <title>{words}</title>
        </>
    );
}
