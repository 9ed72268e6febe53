/** Lines of the order list: what inventory.orders says, read once. */
import { Decimal, total } from '../../lib/decimal.ts';
import { addDays, shortDay, weekdayName, type Day } from '../../lib/date.ts';
import { likelihood, units } from '../../lib/format.ts';
import { decimal, number, text, type Result, type Row } from '../../lib/table.ts';

export interface OrderLine {
    key: string;
    product: string;
    store: string;
    atRisk: Decimal;
    value: Decimal;
    quantity: number;
    onHand: number;
    coming: number;
    daysLeft: number | null;
    demand: number;
    upTo: number;
    shortRisk: number | null;
    reason: string;
    row: Row;
}

/** The lines that need an order, money at risk first. */
export function readLines(result: Result | null): OrderLine[] {
    return (result?.rows ?? [])
        .map(lineOf)
        .filter((line) => line.quantity > 0)
        .sort((a, b) => b.atRisk.compare(a.atRisk));
}

function lineOf(row: Row): OrderLine {
    const product = text(row, 'product') || text(row, 'series_id');
    const store = text(row, 'store');
    return {
        key: `${product}\n${store}`,
        product,
        store,
        atRisk: decimal(row, 'money_at_stake') ?? Decimal.zero,
        value: decimal(row, 'order_value') ?? Decimal.zero,
        quantity: number(row, 'order_quantity') ?? 0,
        onHand: number(row, 'on_hand') ?? 0,
        coming: number(row, 'on_order') ?? 0,
        daysLeft: number(row, 'days_of_cover'),
        demand: number(row, 'expected_demand') ?? 0,
        upTo: number(row, 'order_up_to') ?? 0,
        shortRisk: number(row, 'stock_out_risk'),
        reason: text(row, 'reason'),
        row,
    };
}

export function atRisk(lines: readonly OrderLine[]): Decimal {
    return total(lines.map((line) => line.atRisk));
}

export function orderValue(lines: readonly OrderLine[]): Decimal {
    return total(lines.map((line) => line.value));
}

/** How many of the first lines carry half of the money at risk. */
export function carryingHalf(lines: readonly OrderLine[]): number {
    const whole = atRisk(lines);
    let sum = Decimal.zero;
    for (const [i, line] of lines.entries()) {
        sum = sum.plus(line.atRisk);
        if (sum.plus(sum).compare(whole) >= 0) return i + 1;
    }
    return lines.length;
}

const FAR_DAYS = 60;

/** Fact; consequence with its number: "Runs out Fri 27 Nov; 93 % likely short". The whole reason with packs
 *  and target is `line.reason`. */
export function shortReason(line: OrderLine, today: Day | null): string {
    const risk = line.shortRisk === null ? '' : `; ${likelihood(line.shortRisk)} likely short`;
    if (line.onHand <= 0) return `Out of stock${line.coming > 0 ? `, ${units(line.coming)} coming` : ''}${risk}`;
    if (line.daysLeft === null || !today) return `Below the wanted level${risk}`;
    if (line.daysLeft > FAR_DAYS) return `Covers ${units(Math.floor(line.daysLeft))} days of usual demand${risk}`;
    const end = addDays(today, Math.floor(line.daysLeft) + 1);
    return `Runs out ${weekdayName(end)} ${shortDay(end)}${risk}`;
}
