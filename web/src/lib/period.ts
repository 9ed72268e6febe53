/** Spans and comparisons. A span is half-open as in the API: `to` is the day after its last. */
import { addDays, addMonths, firstOfMonth, mondayOf, type Day } from './date.ts';

export interface Span {
    from: Day;
    to: Day;
}

export interface Preset {
    id: string;
    words: string;
    span: (asOf: Day) => Span;
}

function weeks(count: number): (asOf: Day) => Span {
    return (asOf) => ({ from: addDays(mondayOf(asOf), -7 * (count - 1)), to: addDays(asOf, 1) });
}

export const PRESETS: readonly Preset[] = [
    { id: '4w', words: 'Last 4 weeks', span: weeks(4) },
    { id: '13w', words: 'Last 13 weeks', span: weeks(13) },
    { id: '26w', words: 'Last 26 weeks', span: weeks(26) },
    { id: '52w', words: 'Last 52 weeks', span: weeks(52) },
    { id: 'month', words: 'This month', span: (asOf) => ({ from: firstOfMonth(asOf), to: addDays(asOf, 1) }) },
    {
        id: 'last-month',
        words: 'Last month',
        span: (asOf) => ({ from: addMonths(firstOfMonth(asOf), -1), to: firstOfMonth(asOf) }),
    },
    { id: 'year', words: 'This year', span: (asOf) => ({ from: `${asOf.slice(0, 4)}-01-01`, to: addDays(asOf, 1) }) },
];

export const DEFAULT_SPAN = weeks(13);

export interface Comparison {
    id: string;
    /** In the menu: "Same weekdays last year". */
    words: string;
    /** In a sentence: "the same weekdays last year". */
    phrase: string;
    /** At a mark: "last year, same weekdays". */
    label: string;
    /** The span compared with, where it is the same for every day of the span; null where only the server knows. */
    before: ((span: Span) => Span) | null;
}

const shifted = (move: (day: Day) => Day) => (span: Span) => ({ from: move(span.from), to: move(span.to) });

export const COMPARISONS: readonly Comparison[] = [
    {
        id: 'weekday',
        words: 'Same weekdays last year',
        phrase: 'the same weekdays last year',
        label: 'last year, same weekdays',
        before: shifted((day) => addDays(day, -364)),
    },
    {
        id: 'calendar',
        words: 'Same dates last year',
        phrase: 'the same dates last year',
        label: 'last year, same dates',
        before: shifted((day) => addMonths(day, -12)),
    },
    {
        id: 'holiday',
        words: 'Same holidays last year',
        phrase: 'the same holidays last year',
        label: 'last year, same holidays',
        before: null,
    },
    {
        id: 'restated',
        words: 'Restated year of 53 weeks',
        phrase: 'the restated weeks of last year',
        label: 'last year, restated weeks',
        before: null,
    },
    { id: 'none', words: 'Nothing', phrase: '', label: '', before: null },
];

export interface Grain {
    id: string;
    calendar: string;
    by: string;
    words: string;
    noun: string;
    /** Said beside the title of a chart. */
    note: string;
}

export const GRAINS: readonly Grain[] = [
    { id: 'iso-week', calendar: 'iso', by: 'week', words: 'ISO weeks', noun: 'week', note: 'weeks begin on Monday' },
    { id: 'day', calendar: 'gregorian', by: 'day', words: 'Days', noun: 'day', note: '' },
    { id: 'month', calendar: 'gregorian', by: 'month', words: 'Months', noun: 'month', note: '' },
    { id: 'quarter', calendar: 'gregorian', by: 'quarter', words: 'Quarters', noun: 'quarter', note: '' },
    { id: 'retail-week', calendar: 'retail', by: 'week', words: 'Retail weeks', noun: 'week', note: '4-5-4 calendar' },
    { id: 'retail-month', calendar: 'retail', by: 'month', words: 'Retail months', noun: 'period', note: '4-5-4 calendar' },
];
