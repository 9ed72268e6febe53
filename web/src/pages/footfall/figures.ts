/** Hours of the days ahead: people expected and staff needed. */
import { Decimal } from '../../lib/decimal.ts';
import { decimal, number, text, type Result } from '../../lib/table.ts';
import type { Day } from '../../lib/date.ts';

export interface Cell {
    people: number;
    low: number | null;
    high: number | null;
    staff: number | null;
}

export interface Plan {
    days: Day[];
    hours: number[];
    /** visitors, or receipts that stand for them */
    measure: string;
    cells: ReadonlyMap<string, Cell>;
    most: number;
}

export const cellKey = (day: Day, hour: number): string => `${day} ${hour}`;

/** The forecast of one store by the hour, with the staff of the same hours. */
export function readPlan(forecast: Result | null, staff: Result | null): Plan {
    const need = new Map((staff?.rows ?? []).map((row) => [cellKey(text(row, 'day'), number(row, 'hour') ?? 0), number(row, 'staff')]));
    const days = new Set<Day>();
    const hours = new Set<number>();
    const cells = new Map<string, Cell>();
    for (const row of forecast?.rows ?? []) {
        const day = text(row, 'day');
        const hour = number(row, 'hour') ?? 0;
        const key = cellKey(day, hour);
        days.add(day);
        hours.add(hour);
        cells.set(key, { people: number(row, 'mean') ?? 0, low: number(row, 'q0.1'), high: number(row, 'q0.9'), staff: need.get(key) ?? null });
    }
    return {
        days: [...days].sort(),
        hours: [...hours].sort((a, b) => a - b),
        measure: text(forecast?.rows[0], 'measure') || 'visitors',
        cells,
        most: Math.max(0, ...[...cells.values()].map((cell) => cell.people)),
    };
}

/** Sum over the hours of a day. */
export function dayTotal(plan: Plan, day: Day, value: (cell: Cell) => number | null): number {
    return plan.hours.reduce((sum, hour) => {
        const cell = plan.cells.get(cellKey(day, hour));
        return sum + (cell ? (value(cell) ?? 0) : 0);
    }, 0);
}

/** Five shades of a value. */
export function shade(value: number, most: number): number {
    return most > 0 ? Math.min(4, Math.floor((value / most) * 5)) : 0;
}

export interface Fault {
    store: string;
    day: Day;
    fault: string;
    from: number;
    to: number;
    counted: number;
    filled: number | null;
}

export function readFaults(result: Result | null): Fault[] {
    return (result?.rows ?? [])
        .map((row) => ({
            store: text(row, 'store'),
            day: text(row, 'day'),
            fault: text(row, 'fault'),
            from: number(row, 'from_hour') ?? 0,
            to: number(row, 'to_hour') ?? 0,
            counted: number(row, 'counted') ?? 0,
            filled: number(row, 'filled'),
        }))
        .sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
}

export interface Conversion {
    store: string;
    visitors: number;
    conversion: number | null;
    each: Decimal | null;
    average: Decimal | null;
}

export function readConversion(result: Result | null): Conversion[] {
    return (result?.rows ?? []).map((row) => ({
        store: text(row, 'value'),
        visitors: number(row, 'visitors') ?? 0,
        conversion: number(row, 'conversion'),
        each: decimal(row, 'net_sales_a_visitor'),
        average: decimal(row, 'average_transaction'),
    }));
}
