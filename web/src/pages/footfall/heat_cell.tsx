/** One hour of one day: shaded by its people, empty where none is known. */
import { shade, type Cell } from './figures.ts';

interface HeatCellProps {
    cell: Cell | undefined;
    most: number;
    value: (cell: Cell) => number | null;
    figure: (value: number, most: number) => string;
    /** What the pointer is told of it. */
    tip?: (cell: Cell) => string;
}

export function HeatCell({ cell, most, value, figure, tip }: HeatCellProps) {
    const shown = cell ? value(cell) : null;
    if (!cell || shown === null) return <td />;
    return (
        <td class={`n heat h${shade(shown, most)}`} title={tip?.(cell)}>
            {figure(shown, most)}
        </td>
    );
}
