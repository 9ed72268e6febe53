/** The days of a series as its models see them: what sold, empty shelves, closed days. */
import type { Day } from '../../lib/date.ts';
import { number, text, type Result } from '../../lib/table.ts';

/** Units by day as the models see them: where nothing sold for weeks the days are known all the same, as days of nothing. */
export function seenByDay(result: Result | null): ReadonlyMap<Day, number> {
    return new Map((result?.rows ?? []).flatMap((row): [Day, number][] => {
        const sold = number(row, 'units');
        return sold === null ? [] : [[text(row, 'day').slice(0, 10), sold]];
    }));
}

/** Days without an honest sale: units that would have sold where the shelf ran empty; null: closed or not known. */
export function unseenDays(result: Result | null): ReadonlyMap<Day, number | null> {
    const days = new Map<Day, number | null>();
    for (const row of result?.rows ?? []) {
        const state = text(row, 'state');
        if (state) days.set(text(row, 'day').slice(0, 10), state === 'stock-out' ? (number(row, 'demand') ?? 0) : null);
    }
    return days;
}
