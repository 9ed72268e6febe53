/** Why this line: everything the answer says about it, with the words of its columns. */
import type { Signal } from '@preact/signals';
import { Decimal } from '../../lib/decimal.ts';
import { writeAddress } from '../../lib/address.ts';
import { exact, NOTHING, percent, twoPlaces } from '../../lib/format.ts';
import type { Cell, Column, Result } from '../../lib/table.ts';
import { columnHelp } from '../../state/session.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { OrderLine } from './lines.ts';

export function LineDialog({ line, name, result }: { line: Signal<OrderLine | null>; name: string; result: Result | null }) {
    const open = {
        get value() {
            return line.value !== null;
        },
        set value(next: boolean) {
            if (!next) line.value = null;
        },
    };
    const shown = line.value;
    return (
        <Dialog title={name} open={open}>
            {shown && (
                <>
                    <p>{shown.reason}</p>
                    <p>
                        <a href={writeAddress({ path: '/demand', filters: { product: shown.product, store: shown.store } })}>Demand of this product</a>
                    </p>
                    <dl class="how">
                        {(result?.columns ?? [])
                            .filter((column) => column.name !== 'reason')
                            .map((column) => (
                                <div key={column.name}>
                                    <dt>{column.name.replaceAll('_', ' ')}</dt>
                                    <dd>
                                        <b>{show(shown.row[column.name] ?? null, column)}</b>{' '}
                                        <span class="note">{columnHelp('inventory.orders', column.name)}</span>
                                    </dd>
                                </div>
                            ))}
                    </dl>
                </>
            )}
        </Dialog>
    );
}

function show(cell: Cell, column: Column): string {
    if (cell === null) return NOTHING;
    if (!(cell instanceof Decimal)) return String(cell);
    if (column.type === 'share') return percent(cell.toNumber());
    return column.type === 'number' && cell.scale > 0 ? twoPlaces(cell.toNumber()) : exact(cell);
}
