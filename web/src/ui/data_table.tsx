/** The table behind a chart: the very rows of the answer, exact, with the file of them. */
import { useSignal } from '@preact/signals';
import { csvOf } from '../lib/csv.ts';
import { Decimal } from '../lib/decimal.ts';
import { longDay } from '../lib/date.ts';
import { exact, NOTHING, percent, twoPlaces } from '../lib/format.ts';
import type { Cell, Column } from '../lib/table.ts';
import { shownTable, type TableTarget } from '../state/how.ts';
import { Dialog } from './dialog.tsx';
import { save } from './save.ts';

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
    const shown = useSignal(PAGE);
    const result = answer.result;
    if (!result) return <p class="note">There are no figures yet.</p>;
    const download = () => save(csvOf(result.columns, result.rows), `${answer.operation.replace('.', '-')}.csv`);
    return (
        <>
            <p class="note">
                {result.rows.length} rows of {answer.operation.replace('.', ' ')}{' '}
                <button type="button" class="quiet" onClick={download}>
                    Download CSV
                </button>
            </p>
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
