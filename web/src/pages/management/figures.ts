/** The answers of the management page, read. */
import { Decimal, total } from '../../lib/decimal.ts';
import { decimal, number, rowsOf, text, type Result, type Row } from '../../lib/table.ts';

export interface Outlook {
    /** Which plan; nothing where there is none. */
    version: string;
    firstDay: string;
    soFar: Decimal;
    expected: Decimal;
    low: Decimal | null;
    high: Decimal | null;
    plan: Decimal | null;
    againstPlan: Decimal | null;
    chance: number | null;
    lastYear: Decimal | null;
}

/** The month of one currency, against the first of its plans. */
export function readOutlook(result: Result | null, currency: string): Outlook | null {
    const row = rowsOf(result, currency)[0];
    const soFar = decimal(row, 'net_sales_so_far');
    const expected = decimal(row, 'expected');
    if (!soFar || !expected) return null;
    return {
        version: text(row, 'version'),
        firstDay: text(row, 'first_day'),
        soFar,
        expected,
        low: decimal(row, 'low'),
        high: decimal(row, 'high'),
        plan: decimal(row, 'plan'),
        againstPlan: decimal(row, 'against_plan'),
        chance: number(row, 'chance'),
        lastYear: decimal(row, 'last_year'),
    };
}

/** Lines of one plan, the furthest behind first. */
export function readPlan(result: Result | null, version: string, currency: string): readonly Row[] {
    const against = (row: Row) => decimal(row, 'against_plan') ?? Decimal.zero;
    return rowsOf(result, currency)
        .filter((row) => text(row, 'version') === version && decimal(row, 'against_plan') !== null)
        .sort((a, b) => against(a).compare(against(b)));
}

export interface Fate {
    id: string;
    words: string;
    lines: number;
    worth: Decimal;
}

const FATES = [
    { id: 'followed', words: 'Followed: saved' },
    { id: 'less', words: 'Ordered less: would have saved' },
    { id: 'more', words: 'Ordered more: would have saved' },
    { id: 'ignored', words: 'Ignored: would have saved' },
];

/** The advice by what became of it; kinds without a line are left out. */
export function readFates(result: Result | null): Fate[] {
    return FATES.map(({ id, words }) => {
        const rows = (result?.rows ?? []).filter((row) => text(row, 'fate') === id);
        return { id, words, lines: rows.length, worth: total(rows.flatMap((row) => decimal(row, 'saved_money') ?? [])) };
    }).filter((fate) => fate.lines > 0);
}

export interface PriceFate {
    id: string;
    words: string;
    count: number;
    expected: Decimal;
    /** Found since then; null while it is too early for all of them. */
    found: number | null;
}

/** Price advice by what became of it: what it was expected to bring a week, and what it did. */
export function readPriceFates(result: Result | null): PriceFate[] {
    const fates = [
        { id: 'accepted', words: 'Prices accepted' },
        { id: 'ignored', words: 'Prices turned down' },
    ];
    return fates
        .map(({ id, words }) => {
            const rows = (result?.rows ?? []).filter((row) => text(row, 'state') === id);
            const found = id === 'accepted' ? rows.flatMap((row) => number(row, 'gain') ?? []) : [];
            return {
                id,
                words,
                count: rows.length,
                expected: total(rows.flatMap((row) => decimal(row, 'expected_gain') ?? [])),
                found: found.length ? found.reduce((sum, one) => sum + one, 0) : null,
            };
        })
        .filter((fate) => fate.count > 0);
}
