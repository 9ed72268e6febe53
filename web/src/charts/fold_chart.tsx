/** Past forecasts against what was sold: expected as a dashed outline, sold as a point. */
import { ValueAxis } from './axes.tsx';
import { Plot } from './plot.tsx';
import { linear, round, ticks } from './scale.ts';

export interface FoldPoint {
    label: string;
    expected: number;
    sold: number;
}

interface FoldChartProps {
    points: readonly FoldPoint[];
    summary: string;
    speak: (i: number) => string;
}

const HEIGHT = 150;
const LEFT = 36;
const RIGHT = 8;
const TOP = 10;
const FOOT = HEIGHT - 22;

export function FoldChart({ points, summary, speak }: FoldChartProps) {
    const lines = ticks(0, Math.max(...points.flatMap((p) => [p.expected, p.sold]), 1));
    const y = linear([0, lines[lines.length - 1] ?? 1], [FOOT, TOP]);
    const step = (width: number) => (width - LEFT - RIGHT) / Math.max(points.length, 1);
    return (
        <Plot
            summary={summary}
            height={HEIGHT}
            count={points.length}
            at={(i, width) => LEFT + step(width) * (i + 0.5)}
            nearest={(x, width) => Math.floor((x - LEFT) / step(width))}
            speak={speak}
        >
            {(width) => (
                <>
                    <ValueAxis lines={lines} y={y} left={LEFT} right={width - RIGHT} />
                    {points.map((point, i) => {
                        const x = LEFT + step(width) * (i + 0.5);
                        return (
                            <g key={i}>
                                <rect x={round(x - 9)} y={round(y(point.expected))} width="18" height={round(FOOT - y(point.expected))} class="expected" />
                                <circle cx={round(x)} cy={round(y(point.sold))} r="4.5" class="sold" />
                                <text x={round(x)} y={HEIGHT - 6} text-anchor="middle">
                                    {step(width) > 44 || i % 2 === 0 ? point.label : ''}
                                </text>
                            </g>
                        );
                    })}
                </>
            )}
        </Plot>
    );
}
