/** Business dates as ISO text ("2023-03-08"), which order as they compare. No time zone takes part. */
export type Day = string;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const DAY_MS = 86_400_000;

/** How a language other than English forms days; English has the house's own form. */
interface Forms {
    short: Intl.DateTimeFormat;
    long: Intl.DateTimeFormat;
    month: Intl.DateTimeFormat;
    weekday: Intl.DateTimeFormat;
}

let forms: Forms | null = null;

/** Days are told as in this locale from here on; undefined: in English. */
export function useDates(locale: string | undefined): void {
    const form = (parts: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
    forms = locale
        ? {
              short: form({ day: 'numeric', month: 'short' }),
              long: form({ day: 'numeric', month: 'short', year: 'numeric' }),
              month: form({ month: 'short', year: 'numeric' }),
              weekday: form({ weekday: 'short' }),
          }
        : null;
}

function told(form: Intl.DateTimeFormat, day: Day): string {
    return form.format(toNumber(day) * DAY_MS);
}

export function isDay(text: string): boolean {
    return /^\d{4}-\d\d-\d\d$/.test(text) && fromNumber(toNumber(text)) === text;
}

/** Days since 1 January 1970. */
export function toNumber(day: Day): number {
    return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

export function fromNumber(days: number): Day {
    const date = new Date(days * DAY_MS);
    return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
    return fromNumber(toNumber(day) + days);
}

/** The same date `months` later; the last of the month where that has no such day. */
export function addMonths(day: Day, months: number): Day {
    const [year, month, date] = parts(day);
    const first = new Date(Date.UTC(year, month - 1 + months, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date, last))).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
    return toNumber(to) - toNumber(from);
}

/** Monday is 0. */
export function weekday(day: Day): number {
    return (((toNumber(day) + 3) % 7) + 7) % 7;
}

export function mondayOf(day: Day): Day {
    return addDays(day, -weekday(day));
}

export function firstOfMonth(day: Day): Day {
    return `${day.slice(0, 8)}01`;
}

/** "8 Mar" */
export function shortDay(day: Day): string {
    if (forms) return told(forms.short, day);
    const [, month, date] = parts(day);
    return `${date} ${MONTHS[month - 1] ?? ''}`;
}

/** "8 Mar 2023" */
export function longDay(day: Day): string {
    if (forms) return told(forms.long, day);
    return `${shortDay(day)} ${day.slice(0, 4)}`;
}

export function weekdayName(day: Day): string {
    if (forms) return told(forms.weekday, day);
    return WEEKDAYS[weekday(day)] ?? '';
}

/** "Wed 8 Mar 2023": where trade depends on the weekday. */
export function tradeDay(day: Day): string {
    return `${weekdayName(day)} ${longDay(day)}`;
}

/** "12 Dec 2022 – 8 Mar 2023", the year once where it is the same; both days belong to the range. */
export function dayRange(first: Day, last: Day): string {
    if (first === last) return longDay(first);
    return `${first.slice(0, 4) === last.slice(0, 4) ? shortDay(first) : longDay(first)} – ${longDay(last)}`;
}

/** "Mar 2023" */
export function monthName(day: Day): string {
    if (forms) return told(forms.month, day);
    const [year, month] = parts(day);
    return `${MONTHS[month - 1] ?? ''} ${year}`;
}

/** "14:32" of a moment. */
export function clock(moment: Date): string {
    return `${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`;
}

/** "just now", "3 minutes ago", "2 hours ago", "5 days ago": how old something is. */
export function ago(then: Date, now: Date): string {
    const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
    const [value, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 48 * 60 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day'];
    return value < 1 ? 'just now' : `${value} ${unit}${value === 1 ? '' : 's'} ago`;
}

/** Today where the reader is. */
export function today(): Day {
    const now = new Date();
    return fromNumber(Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / DAY_MS));
}

function parts(day: Day): [number, number, number] {
    return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

/** "2026-11-26T13:20:22.574Z" -> "26 Nov 2026, 13:20 UTC"; nothing for nothing. */
export function moment(instant: string): string {
    return instant ? `${longDay(instant.slice(0, 10))}, ${instant.slice(11, 16)} UTC` : '';
}
