/** Figures and days as the program writes them into its sentences ("7,538.25", "Wed 8 Mar 2023", "2023-03-08"), in the reader's form. */
import { isDay, longDay, monthName, shortDay, weekdayName, type Day } from './date.ts';
import { Decimal } from './decimal.ts';
import { exact } from './format.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const NAMES = MONTHS.join('|');
const DAY = new RegExp(`(?:\\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\\b(\\d{1,2}) (${NAMES})(?: (\\d{4}))?\\b|\\b(${NAMES}) (\\d{4})\\b|\\b(\\d{4}-\\d\\d-\\d\\d)\\b|\\b\\d[\\d,]*(?:\\.\\d+)?(?![\\w-])`, 'g');
const LEAP = '2024'; // for days without a year: every day of it is one

function dayOf(date: string, month: string, year: string): Day {
    return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${date.padStart(2, '0')}`;
}

function figure(text: string): string {
    const value = Decimal.parse(text.replaceAll(',', ''));
    return value && /^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+(\.\d+)?$/.test(text) ? exact(value) : text;
}

export function reform(text: string): string {
    return text.replace(DAY, (found: string, weekday?: string, date?: string, month?: string, year?: string, alone?: string, its?: string, iso?: string) => {
        if (iso) return isDay(iso) ? longDay(iso) : found;
        if (alone && its) return monthName(dayOf('1', alone, its));
        if (!date || !month) return figure(found);
        const day = dayOf(date, month, year ?? LEAP);
        const said = year ? longDay(day) : shortDay(day);
        return weekday ? `${year ? weekdayName(day) : weekdayIn(weekday)} ${said}` : said;
    });
}

/** A weekday's name without a date: 1 January 2024 was a Monday. */
function weekdayIn(name: string): string {
    return weekdayName(`2024-01-0${['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name) + 1}`);
}
