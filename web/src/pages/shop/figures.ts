/** A shop's day and its shelf as figures. */
import { Decimal, ratio, total } from '../../lib/decimal.ts';
import { decimal, number, rowsOf, text, type Result } from '../../lib/table.ts';

export interface Hour {
    hour: string;
    state: string;
    sold: Decimal | null;
    usual: Decimal | null;
    /** What it is held against: its part of the day's forecast, or what is usual where there is none. */
    aim: Decimal | null;
    transactions: number | null;
    usualTransactions: number | null;
    visitors: number | null;
    usualVisitors: number | null;
}

export interface Today {
    day: string;
    hours: readonly Hour[];
    sold: Decimal;
    /** Of the hours that are over: sold, and what it is held against; the hour that runs is not compared. */
    over: Decimal;
    aim: Decimal;
    /** Sold so far and what may come from here on. */
    closing: Decimal;
    /** The forecast of the day; null: held against what is usual. */
    forecast: Forecast | null;
    /** Over the aim, a share; null: there is none. */
    change: number | null;
    /** Hour at which the last full hour ended, "14:00"; empty: none has. */
    until: string;
    days: number;
}

/** What the day was forecast to bring before it began. */
export interface Forecast {
    day: string;
    whole: Decimal;
    low: Decimal | null;
    high: Decimal | null;
    model: string;
    hours: ReadonlyMap<string, Decimal>;
}

export function readForecast(result: Result | null, currency: string): Forecast | null {
    const rows = rowsOf(result, currency);
    const day = rows.find((row) => !text(row, 'hour'));
    const whole = decimal(day, 'expected');
    const hours = new Map(rows.flatMap((row) => (text(row, 'hour') ? [[text(row, 'hour'), decimal(row, 'expected') ?? Decimal.zero] as const] : [])));
    if (!day || !whole || hours.size === 0) return null;
    return { day: text(day, 'day'), whole, low: decimal(day, 'low'), high: decimal(day, 'high'), model: text(day, 'model'), hours };
}

export function readToday(result: Result | null, currency: string, made: Forecast | null = null): Today | null {
    const rows = rowsOf(result, currency);
    if (rows.length === 0) return null;
    const forecast = made?.day === text(rows[0], 'day') ? made : null;
    const hours = rows.map((row) => ({
        hour: text(row, 'hour'),
        state: text(row, 'state'),
        sold: decimal(row, 'net_sales'),
        usual: decimal(row, 'usual'),
        aim: forecast ? (forecast.hours.get(text(row, 'hour')) ?? null) : decimal(row, 'usual'),
        transactions: number(row, 'transactions'),
        usualTransactions: number(row, 'usual_transactions'),
        visitors: number(row, 'visitors'),
        usualVisitors: number(row, 'usual_visitors'),
    }));
    const past = hours.filter((hour) => hour.state === 'over');
    const over = total(past.flatMap((hour) => hour.sold ?? []));
    const aim = total(past.flatMap((hour) => hour.aim ?? []));
    const sold = total(hours.flatMap((hour) => hour.sold ?? []));
    const share = ratio(over, aim);
    const last = past[past.length - 1];
    return {
        day: text(rows[0], 'day'),
        hours,
        sold,
        over,
        aim,
        forecast,
        closing: sold.plus(total(hours.map(stillToCome))),
        change: share === null || aim.sign() <= 0 ? null : share - 1,
        until: last ? `${String((Number(last.hour) + 1) % 24).padStart(2, '0')}:00` : '',
        days: Math.max(...rows.map((row) => number(row, 'days') ?? 0)),
    };
}

/** What an hour may bring beyond what it has brought already. */
function stillToCome({ state, sold, aim }: Hour): Decimal {
    if (state === 'over' || !aim) return Decimal.zero;
    const rest = aim.minus(sold ?? Decimal.zero);
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
