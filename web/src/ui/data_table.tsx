/** The table behind a chart: the very rows of the answer, exact, with the file of them. */
import { useSignal } from '@preact/signals';
import { Decimal } from '../lib/decimal.ts';
import { longDay } from '../lib/date.ts';
import { exact, NOTHING, percent, twoPlaces } from '../lib/format.ts';
import type { Cell, Column, Result } from '../lib/table.ts';
import { shownTable, type TableTarget } from '../state/how.ts';
import { Dialog } from './dialog.tsx';
import { Downloads } from './downloads.tsx';

const PAGE = 200; // rows shown at a time

const open = {
    get value() {
        return shownTable.value !== null;
    },
    set value(next: boolean) {
        if (!next) shownTable.value = null;
    },
};

export function DataTable() {
    const target = shownTable.value;
    return (
        <Dialog title={target?.title ?? 'Table'} open={open} wide>
            {target && <Rows target={target} />}
        </Dialog>
    );
}

function Rows({ target: { title, answer } }: { target: TableTarget }) {
    if (!answer.result) return <p class="note">There are no figures yet.</p>;
    return (
        <>
            <p class="note">
                {answer.result.rows.length} rows of {answer.operation.replaceAll('.', ' ')} <Downloads answer={answer} />
            </p>
            <RawTable title={title} result={answer.result} />
        </>
    );
}

/** Every column of a result as it came, some rows at a time. */
export function RawTable({ title, result }: { title: string; result: Result }) {
    const shown = useSignal(PAGE);
    return (
        <>
            <div class="scroll" tabIndex={0} role="region" aria-label={title}>
                <table class="plain">
                    <thead>
                        <tr>
                            {result.columns.map((column) => (
                                <th key={column.name} scope="col" class={isFigure(column) ? 'n' : undefined}>
                                    {column.name.replaceAll('_', ' ')}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {result.rows.slice(0, shown.value).map((row, i) => (
                            <tr key={i}>
                                {result.columns.map((column) => (
                                    <td key={column.name} class={isFigure(column) ? 'n' : undefined}>
                                        {show(row[column.name] ?? null, column)}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {result.rows.length > shown.value && (
                <button type="button" class="btn" onClick={() => (shown.value += PAGE)}>
                    Show {Math.min(PAGE, result.rows.length - shown.value)} more
                </button>
            )}
        </>
    );
}

export function isFigure(column: Column): boolean {
    return ['money', 'decimal', 'integer', 'number', 'share'].includes(column.type);
}

export function show(cell: Cell, column: Column): string {
    if (cell === null) return NOTHING;
    if (cell instanceof Decimal) {
        if (column.type === 'share') return percent(cell.toNumber());
        return column.type === 'number' ? twoPlaces(cell.toNumber()) : exact(cell);
    }
    if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
    return column.type === 'date' ? longDay(cell) : cell;
}
