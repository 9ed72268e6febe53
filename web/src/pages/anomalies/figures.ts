/** Events as rows, where each happened, and the days of a series around it. */
import { addDays, dayRange, type Day } from '../../lib/date.ts';
import { Decimal } from '../../lib/decimal.ts';
import { decimal, flag, number, text, type Result } from '../../lib/table.ts';

export interface Happening {
    id: string;
    stake: Decimal;
    currency: string;
    since: Day;
    until: Day;
    days: number;
    store: string;
    category: string;
    supplier: string;
    product: string;
    kind: string;
    direction: string;
    driver: string;
    actual: Decimal | null;
    expected: Decimal | null;
    low: Decimal | null;
    high: Decimal | null;
    explains: number;
    dismissed: boolean;
    text: string;
}

export function readHappenings(result: Result | null): Happening[] {
    return (result?.rows ?? []).map((row) => ({
        id: text(row, 'event'),
        stake: decimal(row, 'at_stake') ?? Decimal.zero,
        currency: text(row, 'currency'),
        since: text(row, 'since'),
        until: text(row, 'until'),
        days: number(row, 'days') ?? 0,
        store: text(row, 'store'),
        category: text(row, 'category'),
        supplier: text(row, 'supplier'),
        product: text(row, 'product'),
        kind: text(row, 'kind'),
        direction: text(row, 'direction'),
        driver: text(row, 'driver'),
        actual: decimal(row, 'actual'),
        expected: decimal(row, 'expected'),
        low: decimal(row, 'low'),
        high: decimal(row, 'high'),
        explains: number(row, 'explains') ?? 0,
        dismissed: text(row, 'state') === 'dismissed',
        text: text(row, 'text'),
    }));
}

/** "S01 · Dairy"; "all stores" where the whole chain is meant. */
export function placeOf(event: Happening, nameOf: (product: string) => string): string {
    const goods = event.product ? nameOf(event.product) : event.category || (event.supplier && `goods of ${event.supplier}`);
    return [event.store || 'all stores', goods].filter(Boolean).join(' · ');
}

/** "10 Nov – 12 Nov 2026" */
export function spanOf(event: Happening): string {
    return dayRange(event.since, event.until);
}

/** What `anomaly detect` is asked for the event's goods. */
export function goodsOf(event: Happening): Record<string, string> {
    if (event.product) return { store: event.store, product: event.product };
    return { store: event.store, category: event.category, where: event.supplier && !event.category ? `supplier=${event.supplier}` : '' };
}

export interface SeriesDay {
    day: Day;
    value: number;
    expected: number | null;
    low: number | null;
    high: number | null;
    unusual: boolean;
    kind: string;
}

export interface Series {
    product: string;
    store: string;
    days: SeriesDay[];
    /** Unusual days. */
    unusual: number;
    /** Expected less actual over the unusual days, units. */
    missing: number;
}

/** The series of an answer within [from, until], those that miss or exceed most first. */
export function readSeries(result: Result | null, from: Day, until: Day): Series[] {
    const all = new Map<string, Series>();
    for (const row of result?.rows ?? []) {
        const day = text(row, 'day');
        if (day < from || day > until) continue;
        const product = text(row, 'product');
        const store = text(row, 'store');
        const key = `${product}\n${store}`;
        const series = all.get(key) ?? { product, store, days: [], unusual: 0, missing: 0 };
        const one = {
            day,
            value: number(row, 'value') ?? 0,
            expected: number(row, 'expected'),
            low: number(row, 'low'),
            high: number(row, 'high'),
            unusual: flag(row, 'is_anomaly'),
            kind: text(row, 'kind'),
        };
        series.days.push(one);
        if (one.unusual) {
            series.unusual++;
            series.missing += (one.expected ?? one.value) - one.value;
        }
        all.set(key, series);
    }
    return [...all.values()].sort((a, b) => Math.abs(b.missing) - Math.abs(a.missing));
}

const BEFORE = 56; // days shown before an event
const AFTER = 14;

/** The days shown around an event. */
export function around(event: Happening): { from: Day; until: Day } {
    return { from: addDays(event.since, -BEFORE), until: addDays(event.until, AFTER) };
}

export interface Verdict {
    id: string;
    event: string;
    text: string;
    note: string;
    author: string;
    setAt: string;
}

/** What a person said and has not taken back, the newest first. */
export function readVerdicts(result: Result | null): Verdict[] {
    return (result?.rows ?? [])
        .filter((row) => text(row, 'undone_at') === '')
        .map((row) => ({
            id: text(row, 'verdict'),
            event: text(row, 'event'),
            text: text(row, 'text'),
            note: text(row, 'note'),
            author: text(row, 'author'),
            setAt: text(row, 'set_at'),
        }))
        .reverse();
}
