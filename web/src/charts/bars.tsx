/** Plain bars from zero: one series, a name under each. */
import { ValueAxis } from './axes.tsx';
import { Plot } from './plot.tsx';
import { everyNth, linear, round, ticks } from './scale.ts';

export interface Bar {
    label: string;
    value: number;
}

interface BarsProps {
    bars: readonly Bar[];
    summary: string;
    /** "Step 3: 14.2 %" */
    speak: (i: number) => string;
    /** How a value is written at the axis; as a number when not given. */
    axis?: (value: number) => string;
    height?: number;
}

const LEFT = 44;
const RIGHT = 8;
const TOP = 10;
const NAMES = 22; // pixels for the names at the foot
const LETTER = 6.5;

export function Bars({ bars, summary, speak, axis, height = 180 }: BarsProps) {
    const foot = height - NAMES;
    const values = bars.map((bar) => bar.value);
    const lines = ticks(Math.min(0, ...values), Math.max(0, ...values));
    const y = linear([lines[0] ?? 0, lines[lines.length - 1] ?? 1], [foot, TOP]);
    const step = (width: number) => (width - LEFT - RIGHT) / Math.max(bars.length, 1);
    const widest = Math.max(...bars.map((bar) => bar.label.length), 1) * LETTER + 8;
    return (
        <Plot
            summary={summary}
            height={height}
            count={bars.length}
            at={(i, width) => LEFT + step(width) * (i + 0.5)}
            nearest={(x, width) => Math.floor((x - LEFT) / step(width))}
            speak={speak}
        >
            {(width, cursor) => {
                const named = everyNth(bars.length, step(width), widest);
                const thick = Math.max(1, Math.min(36, step(width) * 0.7));
                return (
                    <>
                        <ValueAxis lines={lines} y={y} left={LEFT} right={width - RIGHT} {...(axis ? { label: axis } : {})} />
                        {bars.map((bar, i) => {
                            const x = LEFT + step(width) * (i + 0.5);
                            const top = Math.min(y(bar.value), y(0));
                            return (
                                <g key={i}>
                                    <rect x={round(x - thick / 2)} y={round(top)} width={round(thick)} height={round(Math.abs(y(bar.value) - y(0)))} class={i === cursor ? 'bar at' : 'bar'} />
                                    {named(i) && (
                                        <text x={round(x)} y={height - 6} text-anchor="middle">
                                            {bar.label}
                                        </text>
                                    )}
                                </g>
                            );
                        })}
                    </>
                );
            }}
        </Plot>
    );
}
