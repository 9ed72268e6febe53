/** Two figures against each other along a setting: a line for each way, and where one stands today. */
import { percent } from '../lib/format.ts';
import { AxisNames, ValueAxis } from './axes.tsx';
import { Plot } from './plot.tsx';
import { linear, nearestOf, round, ticks } from './scale.ts';

export interface TradePoint {
    x: number;
    y: number;
    line: string; // which line it belongs to; 'today' stands alone
}

interface TradeOffProps {
    points: readonly TradePoint[];
    /** Lines by id, in the order of their strokes. */
    lines: readonly string[];
    xName: string;
    yName: string;
    summary: string;
    speak: (i: number) => string;
}

const HEIGHT = 300;
const LEFT = 46;
const RIGHT = 20;
const TOP = 26;
const FOOT = HEIGHT - 38;

export function TradeOff({ points, lines, xName, yName, summary, speak }: TradeOffProps) {
    const lowest = Math.min(...points.map((p) => p.y), 1);
    const rows = shares(lowest);
    const columns = ticks(0, Math.max(...points.map((p) => p.x), 1));
    const y = linear([rows[0] ?? 0, 1], [FOOT, TOP]);
    const scale = (width: number) => linear([0, columns[columns.length - 1] ?? 1], [LEFT, width - RIGHT]);
    return (
        <Plot
            summary={summary}
            height={HEIGHT}
            count={points.length}
            at={(i, width) => scale(width)(points[i]?.x ?? 0)}
            nearest={(px, width) => nearestOf(points.map((p) => scale(width)(p.x)), px)}
            speak={speak}
        >
            {(width, cursor) => {
                const x = scale(width);
                const at = cursor === null ? null : points[cursor];
                return (
                    <>
                        <ValueAxis lines={rows} y={y} left={LEFT} right={width - RIGHT} label={(share) => percent(share, 0)} />
                        <AxisNames columns={columns} x={x} foot={FOOT} right={width - RIGHT} xName={xName} yName={yName} />
                        {lines.map((line, n) => (
                            <path key={line} d={pathOf(points.filter((p) => p.line === line), x, y)} class={`way w${n + 1}`} />
                        ))}
                        {points
                            .filter((p) => p.line === 'today')
                            .map((p) => (
                                <g key="today">
                                    <circle cx={round(x(p.x))} cy={round(y(p.y))} r="5" class="sold" />
                                    <text x={round(x(p.x)) + (x(p.x) > width / 2 ? -9 : 9)} y={round(y(p.y)) + 4} text-anchor={x(p.x) > width / 2 ? 'end' : 'start'} class="b">
                                        today
                                    </text>
                                </g>
                            ))}
                        {at && <circle cx={round(x(at.x))} cy={round(y(at.y))} r="5" class="cursorpoint" />}
                    </>
                );
            }}
        </Plot>
    );
}

/** Gridlines of shares up to 1: three to six of them. */
function shares(lowest: number): number[] {
    const step = lowest > 0.9 ? 0.02 : lowest > 0.75 ? 0.05 : lowest > 0.5 ? 0.1 : 0.2;
    const list: number[] = [];
    for (let v = Math.floor(lowest / step) * step; v < 1.0001; v += step) list.push(Math.round(v * 100) / 100);
    return list;
}

function pathOf(points: readonly TradePoint[], x: (v: number) => number, y: (v: number) => number): string {
    return points.map((p, i) => `${i ? 'L' : 'M'}${round(x(p.x))} ${round(y(p.y))}`).join('');
}
