/** A shop's day and its shelf as figures. */
import { Decimal, ratio, total } from '../../lib/decimal.ts';
import { decimal, number, rowsOf, text, type Result } from '../../lib/table.ts';

export interface Hour {
    hour: string;
    state: string;
    sold: Decimal | null;
    usual: Decimal | null;
    transactions: number | null;
    usualTransactions: number | null;
    visitors: number | null;
    usualVisitors: number | null;
}

export interface Today {
    day: string;
    hours: readonly Hour[];
    sold: Decimal;
    /** Of the hours that are over: sold, and what is usual; the hour that runs is not compared. */
    over: Decimal;
    usual: Decimal;
    /** Sold so far and what is usual from here on. */
    closing: Decimal;
    /** Over the usual, a share; null: nothing is usual. */
    change: number | null;
    /** Hour at which the last full hour ended, "14:00"; empty: none has. */
    until: string;
    days: number;
}

export function readToday(result: Result | null, currency: string): Today | null {
    const rows = rowsOf(result, currency);
    if (rows.length === 0) return null;
    const hours = rows.map((row) => ({
        hour: text(row, 'hour'),
        state: text(row, 'state'),
        sold: decimal(row, 'net_sales'),
        usual: decimal(row, 'usual'),
        transactions: number(row, 'transactions'),
        usualTransactions: number(row, 'usual_transactions'),
        visitors: number(row, 'visitors'),
        usualVisitors: number(row, 'usual_visitors'),
    }));
    const past = hours.filter((hour) => hour.state === 'over');
    const over = total(past.flatMap((hour) => hour.sold ?? []));
    const usual = total(past.flatMap((hour) => hour.usual ?? []));
    const sold = total(hours.flatMap((hour) => hour.sold ?? []));
    const share = ratio(over, usual);
    const last = past[past.length - 1];
    return {
        day: text(rows[0], 'day'),
        hours,
        sold,
        over,
        usual,
        closing: sold.plus(total(hours.map(stillToCome))),
        change: share === null || usual.sign() <= 0 ? null : share - 1,
        until: last ? `${String((Number(last.hour) + 1) % 24).padStart(2, '0')}:00` : '',
        days: Math.max(...rows.map((row) => number(row, 'days') ?? 0)),
    };
}

/** What is usual of an hour beyond what it has brought already. */
function stillToCome({ state, sold, usual }: Hour): Decimal {
    if (state === 'over' || !usual) return Decimal.zero;
    const rest = usual.minus(sold ?? Decimal.zero);
    return rest.sign() > 0 ? rest : Decimal.zero;
}

/** Sums over the hours that are over; null where none was counted. */
export function sumOver(hours: readonly Hour[], value: (hour: Hour) => number | null): number | null {
    const known = hours.filter((hour) => hour.state === 'over').flatMap((hour) => value(hour) ?? []);
    return known.length ? known.reduce((sum, one) => sum + one, 0) : null;
}

export interface Found {
    product: string;
    name: string;
    gtin: string;
    category: string;
    currency: string;
    price: Decimal | null;
    priceKind: string;
    priceUntil: string;
    onHand: number | null;
    countedAt: string;
    elsewhere: string;
    nextDelivery: string;
    nextUnits: number | null;
}

export function readFound(result: Result | null): Found[] {
    return (result?.rows ?? []).map((row) => ({
        product: text(row, 'product'),
        name: text(row, 'name') || text(row, 'product'),
        gtin: text(row, 'gtin'),
        category: text(row, 'category'),
        currency: text(row, 'currency'),
        price: decimal(row, 'price'),
        priceKind: text(row, 'price_kind'),
        priceUntil: text(row, 'price_until'),
        onHand: number(row, 'on_hand'),
        countedAt: text(row, 'counted_at'),
        elsewhere: text(row, 'elsewhere_at'),
        nextDelivery: text(row, 'next_delivery'),
        nextUnits: number(row, 'next_units'),
    }));
}
