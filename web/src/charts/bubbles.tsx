/** Few named points on two axes; the area of each says a third figure. The lower x is the better: it stands at the right. */
import { AxisNames, ValueAxis } from './axes.tsx';
import { Plot } from './plot.tsx';
import { linear, nearestOf, round, ticks } from './scale.ts';

export interface Bubble {
    label: string;
    x: number;
    y: number;
    area: number;
}

interface BubblesProps {
    points: readonly Bubble[];
    x: string;
    y: string;
    summary: string;
    speak: (i: number) => string;
}

const HEIGHT = 260;
const LEFT = 40;
const RIGHT = 16;
const TOP = 26;
const FOOT = HEIGHT - 36;
const WIDEST = 40; // radius of a bubble that is everything

export function Bubbles({ points, x: xName, y: yName, summary, speak }: BubblesProps) {
    const rows = ticks(0, Math.max(...points.map((p) => p.y), 1) * 1.15);
    const columns = ticks(0, Math.max(...points.map((p) => p.x), 1));
    const y = linear([0, rows[rows.length - 1] ?? 1], [FOOT, TOP]);
    const scale = (width: number) => linear([columns[columns.length - 1] ?? 1, 0], [LEFT, width - RIGHT]);
    const radius = (p: Bubble) => Math.max(4, WIDEST * Math.sqrt(p.area));
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
                return (
                    <>
                        <ValueAxis lines={rows} y={y} left={LEFT} right={width - RIGHT} />
                        <AxisNames columns={columns} x={x} foot={FOOT} right={width - RIGHT} xName={xName} yName={yName} />
                        {points.map((p, i) => (
                            <circle key={p.label} cx={round(x(p.x))} cy={round(y(p.y))} r={round(radius(p))} class={i === cursor ? 'bubble at' : 'bubble'} />
                        ))}
                        {points.map((p) => (
                            <Label key={p.label} point={p} x={x(p.x)} y={y(p.y) - radius(p) - 5} width={width} />
                        ))}
                    </>
                );
            }}
        </Plot>
    );
}

function Label({ point, x, y, width }: { point: Bubble; x: number; y: number; width: number }) {
    const half = point.label.length * 3.1;
    const anchor = x + half > width ? 'end' : x - half < 0 ? 'start' : 'middle';
    return (
        <text x={round(Math.min(x, width))} y={round(Math.max(y, 10))} text-anchor={anchor} class="b">
            {point.label}
        </text>
    );
}
