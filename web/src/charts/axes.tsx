/** A value axis on the left: lines across, labels at the left. Charts of units share it. */
import { axis } from '../lib/format.ts';
import { round, type Scale } from './scale.ts';

interface ValueAxisProps {
    lines: readonly number[];
    y: Scale;
    left: number;
    right: number;
    /** How a value is written; as a number when not given. */
    label?: (value: number) => string;
}

export function ValueAxis({ lines, y, left, right, label = axis }: ValueAxisProps) {
    return (
        <>
            {lines.map((line) => (
                <g key={line}>
                    <path d={`M${left} ${round(y(line))}H${right}`} class={line === 0 ? 'axis' : 'grid'} />
                    <text x={left - 6} y={round(y(line)) + 4} text-anchor="end">
                        {label(line)}
                    </text>
                </g>
            ))}
        </>
    );
}
