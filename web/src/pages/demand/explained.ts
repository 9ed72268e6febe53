/** Which day of the forecast is explained. */
import { addDays, daysBetween, type Day } from '../../lib/date.ts';

/** The day that the address names, where it lies in the days ahead; else tomorrow. */
export function dayExplained(chosen: string | undefined, today: Day, days: number): Day {
    const ahead = chosen && /^\d{4}-\d\d-\d\d$/.test(chosen) ? daysBetween(today, chosen) : NaN;
    return chosen && ahead >= 1 && ahead <= days ? chosen : addDays(today, 1);
}
