/** At the foot: what the ticked lines sum to, the keys, and what can be done with them. */
import { total, ratio } from '../../lib/decimal.ts';
import { count, money, percent, units } from '../../lib/format.ts';
import { atRisk, orderValue, type OrderLine } from './lines.ts';

interface SelectionBarProps {
    lines: readonly OrderLine[];
    ticked: readonly OrderLine[];
    currency: string;
    quantityOf: (line: OrderLine) => number;
    clear: () => void;
    exportTicked: () => void;
    putOnOrder: () => void;
    busy: boolean;
}

export function SelectionBar({ lines, ticked, currency, quantityOf, clear, exportTicked, putOnOrder, busy }: SelectionBarProps) {
    if (ticked.length === 0) return null;
    const risk = atRisk(ticked);
    const share = ratio(risk, total(lines.map((line) => line.atRisk)));
    return (
        <div class="selection">
            <p role="status">
                <b>{count(ticked.length)} selected</b>
                <span>{units(ticked.reduce((sum, line) => sum + quantityOf(line), 0))} units</span>
                <span>
                    {currency} {money(orderValue(ticked))} at cost as proposed
                </span>
                <span>
                    {currency} {money(risk)} at risk{share !== null && `, ${percent(share, 0)} of the list`}
                </span>
            </p>
            <p class="hints" aria-hidden="true">
                <kbd>Space</kbd> select <kbd>E</kbd> quantity <kbd>?</kbd> all keys
            </p>
            <button type="button" class="btn" onClick={clear}>
                Clear
            </button>
            <button type="button" class="btn" onClick={exportTicked}>
                Export selected
            </button>
            <button type="button" class="btn pri" disabled={busy} onClick={putOnOrder}>
                Put on order
            </button>
        </div>
    );
}
