/** What the analysis asks: the change under several alignments, the tree of what makes net sales, what rises and falls. */
import { Decimal, ratio } from '../../lib/decimal.ts';
import { decimal, number, rowsOf, text, type Result } from '../../lib/table.ts';

export interface Compared {
    id: string;
    words: string;
    now: Decimal;
    before: Decimal;
    change: Decimal;
    share: number | null;
}

/** Net sales beside those of a span that an alignment chose; null where there were none. */
export function readCompared(result: Result | null, currency: string, id: string, words: string): Compared | null {
    const row = rowsOf(result, currency)[0];
    const now = decimal(row, 'net_sales');
    const before = decimal(row, 'net_sales_before');
    if (!now || !before || before.sign() === 0) return null;
    const change = now.minus(before);
    return { id, words, now, before, change, share: ratio(change, before) };
}

/** A factor of net sales: what it is now, what it was, and what its change made in money. */
export interface Factor {
    id: string;
    name: string;
    now: number | null;
    before: number | null;
    change: number | null;
    amount: Decimal;
}

const FACTORS: Readonly<Record<string, string>> = {
    visitors: 'Visitors',
    conversion: 'Conversion',
    transactions: 'Transactions',
    units_per_transaction: 'Units per transaction',
    price_per_unit: 'Price per unit',
};

export interface Tree {
    now: number | null;
    before: number | null;
    change: Decimal;
    factors: readonly Factor[];
}

export function readTree(result: Result | null, currency: string): Tree | null {
    const rows = rowsOf(result, currency);
    const whole = rows.find((row) => text(row, 'cause') === 'net_sales');
    const change = decimal(whole, 'amount');
    if (!whole || !change) return null;
    const factors = rows
        .filter((row) => text(row, 'part_of') === 'net_sales')
        .map((row) => ({
            id: text(row, 'cause'),
            name: FACTORS[text(row, 'cause')] ?? text(row, 'cause').replaceAll('_', ' '),
            now: number(row, 'now'),
            before: number(row, 'before'),
            change: number(row, 'change'),
            amount: decimal(row, 'amount') ?? Decimal.zero,
        }));
    return { now: number(whole, 'now'), before: number(whole, 'before'), change, factors };
}

export interface Mover {
    value: string;
    name: string;
    movement: string;
    now: Decimal;
    change: Decimal;
    share: number | null;
    /** Of the whole, gained or lost; points as a fraction. */
    shareChange: number | null;
}

export function readMovers(result: Result | null, currency: string): Mover[] {
    return rowsOf(result, currency).map((row) => ({
        value: text(row, 'value'),
        name: text(row, 'name') || text(row, 'value'),
        movement: text(row, 'movement'),
        now: decimal(row, 'net_sales') ?? Decimal.zero,
        change: decimal(row, 'change_amount') ?? Decimal.zero,
        share: number(row, 'change'),
        shareChange: number(row, 'share_change'),
    }));
}

/** What one narrows by with a click on a mover; what movers are asked by beneath it. */
export const LEVELS = [
    { id: 'category', words: 'Categories' },
    { id: 'product', words: 'Products' },
    { id: 'store', words: 'Stores' },
    { id: 'brand', words: 'Brands' },
    { id: 'department', words: 'Departments' },
] as const;
const NARROWS: readonly string[] = ['category', 'product', 'store'];

/** The filters that a click on `value` sets: its own, and the level beneath it. */
export function narrowed(level: string, value: string): Record<string, string> | null {
    if (!NARROWS.includes(level) || value === '(none)') return null;
    return level === 'category' ? { category: value, of: 'product' } : { [level]: value };
}
