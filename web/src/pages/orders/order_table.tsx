/** The order list as a grid: ↑ ↓ move, Space selects, Shift extends, E edits the quantity, Enter says why, Esc leaves. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { count, moneyAt, moneyPlaces, units } from '../../lib/format.ts';
import { plural } from '../../lib/words.ts';
import { atRisk, type OrderLine } from './lines.ts';
import { OrderRow } from './order_row.tsx';
import { all, extend, move, NOTHING, toggle, type Selection } from './selection.ts';

interface OrderTableProps {
    lines: readonly OrderLine[];
    /** How many of them are on the page. */
    shown: number;
    currency: string;
    fullReasons: boolean;
    nameOf: (product: string) => string;
    quantityOf: (line: OrderLine) => number;
    selection: Selection;
    select: (next: Selection) => void;
    setQuantity: (line: OrderLine, quantity: number) => void;
    open: (line: OrderLine) => void;
}

export function OrderTable(props: OrderTableProps) {
    const { lines, shown, currency, fullReasons, nameOf, quantityOf, selection, select, setQuantity } = props;
    const body = useRef<HTMLTableSectionElement>(null);
    const keyed = useRef(false);
    const visible = lines.slice(0, shown);
    const keys = visible.map((line) => line.key);
    const severalStores = new Set(lines.map((line) => line.store)).size > 1;
    const places = moneyPlaces(lines.map((line) => line.atRisk));
    const onKey = gridKeys(props, keys, body, keyed);
    useEffect(() => {
        if (!keyed.current) return;
        keyed.current = false;
        body.current?.querySelector<HTMLElement>(`tr[data-index="${selection.at}"]`)?.focus();
    }, [selection.at]);
    return (
        <div class="tw orders">
            <table role="grid" aria-label="Products to order, most money at risk first" aria-multiselectable="true" aria-rowcount={lines.length + 1} onKeyDown={onKey}>
                <thead>
                    <tr role="row">
                        <th class="check" role="columnheader" scope="col">
                            <input
                                type="checkbox"
                                aria-label="Select all lines shown"
                                checked={keys.length > 0 && keys.every((key) => selection.ticked.has(key))}
                                onClick={() => select(all(selection, keys))}
                            />
                        </th>
                        <Head wide>Code</Head>
                        <Head>Product</Head>
                        {severalStores && <Head wide>Store</Head>}
                        <Head figure>
                            At risk{currency && `, ${currency}`} <span aria-label="sorted, largest first">↓</span>
                        </Head>
                        <Head figure>Order</Head>
                        <Head figure wide>
                            Stock + coming
                        </Head>
                        <Head figure wide>
                            Days left
                        </Head>
                        <Head wide>Against demand</Head>
                        <Head wide>Reason</Head>
                    </tr>
                </thead>
                <tbody ref={body}>
                    {visible.map((line, i) => (
                        <OrderRow
                            key={line.key}
                            line={line}
                            index={i}
                            name={nameOf(line.product)}
                            severalStores={severalStores}
                            places={places}
                            fullReason={fullReasons}
                            quantity={quantityOf(line)}
                            ticked={selection.ticked.has(line.key)}
                            current={i === selection.at}
                            onTick={(shift) => select(shift ? extend(selection, i, keys) : toggle(selection, i, keys))}
                            onFocus={() => {
                                if (selection.at !== i) select({ ...selection, at: i, anchor: i });
                            }}
                            onQuantity={(quantity) => setQuantity(line, quantity)}
                        />
                    ))}
                </tbody>
                <tfoot>
                    <tr role="row">
                        <td role="gridcell" />
                        <td role="gridcell" class="wide" />
                        <td role="gridcell">
                            {count(lines.length)} {plural(lines.length, 'line')}
                        </td>
                        {severalStores && <td role="gridcell" class="wide" />}
                        <td role="gridcell" class="n">
                            {moneyAt(atRisk(lines), places)}
                        </td>
                        <td role="gridcell" class="n">
                            {units(lines.reduce((sum, line) => sum + quantityOf(line), 0))}
                        </td>
                        <td role="gridcell" class="wide" colSpan={4} />
                    </tr>
                </tfoot>
            </table>
        </div>
    );
}

function Head({ children, figure, wide }: { children: ComponentChildren; figure?: boolean; wide?: boolean }) {
    return (
        <th role="columnheader" scope="col" class={[figure && 'n', wide && 'wide'].filter(Boolean).join(' ') || undefined}>
            {children}
        </th>
    );
}

type Body = { readonly current: HTMLTableSectionElement | null };

function gridKeys({ lines, selection, select, open }: OrderTableProps, keys: readonly string[], body: Body, keyed: { current: boolean }) {
    const rowInput = (kind: string) => body.current?.querySelector<HTMLInputElement>(`tr[data-index="${selection.at}"] ${kind}`);
    const go = (next: Selection) => {
        keyed.current = next.at !== selection.at;
        select(next);
    };
    return (event: KeyboardEvent) => {
        const target = event.target;
        if (target instanceof HTMLInputElement && target.type === 'text') {
            if (event.key !== 'Enter' && event.key !== 'Escape') return;
            target.closest('tr')?.focus();
            event.preventDefault();
            return;
        }
        const line = lines[selection.at];
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (step) go(event.shiftKey ? extend(selection, selection.at + step, keys) : move(selection, step, keys.length));
        else if (event.key === 'Home') go(move(selection, -keys.length, keys.length));
        else if (event.key === 'End') go(move(selection, keys.length, keys.length));
        else if (event.key === ' ') select(toggle(selection, selection.at, keys));
        else if (event.key === 'e' || event.key === 'E') {
            rowInput('.quantity input')?.focus();
            rowInput('.quantity input')?.select();
        } else if (event.key === 'Enter' && line) open(line);
        else if (event.key === 'Escape') select({ ...NOTHING, at: selection.at, anchor: selection.at });
        else return;
        event.preventDefault();
    };
}
