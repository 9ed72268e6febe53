/** Axes that charts share. */
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

/** Values on the left: lines across, labels at the left. */
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

interface AxisNamesProps {
    /** Labelled places along x. */
    columns: readonly number[];
    x: Scale;
    foot: number;
    right: number;
    xName: string;
    yName: string;
}

/** Of a chart of two figures: labels along the foot, and what each axis counts. */
export function AxisNames({ columns, x, foot, right, xName, yName }: AxisNamesProps) {
    return (
        <>
            <text x="0" y="12">
                {yName}
            </text>
            {columns.map((column) => (
                <text key={column} x={round(x(column))} y={foot + 16} text-anchor="middle">
                    {axis(column)}
                </text>
            ))}
            <text x={right} y={foot + 32} text-anchor="end">
                {xName}
            </text>
        </>
    );
}
