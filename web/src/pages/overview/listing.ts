/** Rows of "by store", "by category": name, net sales, and what they were. */
import type { Decimal } from '../../lib/decimal.ts';
import { Decimal as Exact, ratio } from '../../lib/decimal.ts';
import { decimal, has, number, rowsOf, text, type Result } from '../../lib/table.ts';

export interface Listed {
    name: string;
    net: Decimal;
    before: Decimal | null;
    /** Net sales less those before; null when nothing is compared. */
    change: Decimal | null;
    /** Of those before; null where there were none. */
    changeShare: number | null;
    share: number | null;
    shareBefore: number | null;
}

export function readListing(result: Result | null, key: string, currency: string): Listed[] {
    if (!result) return [];
    const compared = has(result, 'net_sales_before');
    const listed = rowsOf(result, currency).map((row) => {
        const net = decimal(row, 'net_sales') ?? Exact.zero;
        const before = compared ? (decimal(row, 'net_sales_before') ?? Exact.zero) : null;
        const change = before ? (decimal(row, 'change_amount') ?? net.minus(before)) : null;
        return {
            name: text(row, key),
            net,
            before,
            change,
            changeShare: change && before ? ratio(change, before) : null,
            share: number(row, 'share'),
            shareBefore: null as number | null,
        };
    });
    const all = listed.reduce((sum, row) => (row.before ? sum.plus(row.before) : sum), Exact.zero);
    for (const row of listed) row.shareBefore = row.before ? ratio(row.before, all) : null;
    return listed;
}

/** Something was sold in the span compared with. */
export function isCompared(rows: readonly Listed[]): boolean {
    return rows.some((row) => row.before !== null && row.before.sign() !== 0);
}

export interface Extremes {
    gained: Listed | null;
    lost: Listed | null;
}

export function extremes(rows: readonly Listed[]): Extremes {
    let gained: Listed | null = null;
    let lost: Listed | null = null;
    for (const row of rows) {
        if (!row.change) continue;
        if (row.change.sign() > 0 && (!gained?.change || row.change.compare(gained.change) > 0)) gained = row;
        if (row.change.sign() < 0 && (!lost?.change || row.change.compare(lost.change) < 0)) lost = row;
    }
    return { gained, lost };
}
