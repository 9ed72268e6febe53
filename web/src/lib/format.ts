/** Numbers as people read them. A true minus, a narrow no-break space before %, the reader's separators; a change always
 *  has its sign and zero has none. */
import { Decimal } from './decimal.ts';

export const MINUS = '\u2212';
const NARROW = '\u202f';
export const NOTHING = '\u2013';

interface Separators {
    group: string;
    point: string;
}

let separators: Separators = separatorsOf(undefined);

/** Chooses the reader's separators; tests name a locale. */
export function useLocale(locale: string | undefined): void {
    separators = separatorsOf(locale);
}

function separatorsOf(locale: string | undefined): Separators {
    const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
    const find = (type: string) => parts.find((part) => part.type === type)?.value;
    return { group: find('group') ?? ',', point: find('decimal') ?? '.' };
}

/** "−7,538,256.90": every digit of the value. */
export function exact(value: Decimal): string {
    const [whole = '0', fraction] = value.abs().toString().split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, separators.group);
    return (value.sign() < 0 ? MINUS : '') + grouped + (fraction ? separators.point + fraction : '');
}

function fixed(value: number, places: number): string {
    const parsed = Decimal.parse(Math.abs(value).toFixed(places));
    if (!parsed) return NOTHING;
    const text = exact(parsed);
    return value < 0 && parsed.sign() !== 0 ? MINUS + text : text;
}

/** Two decimals under 1,000, none above. */
export function money(value: Decimal): string {
    const cents = value.rounded(2);
    return cents.abs().compare(THOUSAND) < 0 ? exact(cents) : exact(value.rounded(0));
}

/** How a column of amounts is printed: all whole once one of them reaches 1,000. */
export function moneyPlaces(values: Iterable<Decimal>): 0 | 2 {
    for (const value of values) if (value.abs().compare(THOUSAND) >= 0) return 0;
    return 2;
}

export function moneyAt(value: Decimal, places: 0 | 2): string {
    return exact(value.rounded(places));
}

export function moneyChangeAt(value: Decimal, places: 0 | 2): string {
    return signed(moneyAt(value, places), value.rounded(places).sign());
}

/** A tile's value: seven digits in full, above that "26.71 M". */
export function moneyShort(value: Decimal): string {
    if (value.abs().compare(TEN_MILLION) < 0) return money(value);
    return `${fixed(value.toNumber() / 1e6, 2)}${NARROW}M`;
}

export function signed(text: string, sign: number): string {
    return sign > 0 ? `+${text}` : text;
}

/** "+237,688" */
export function moneyChange(value: Decimal): string {
    const text = money(value);
    return signed(text, value.rounded(value.abs().compare(THOUSAND) < 0 ? 2 : 0).sign());
}

export function count(value: number): string {
    return fixed(value, 0);
}

export function countChange(value: number): string {
    return signed(count(value), Math.round(value));
}

/** Ratios and estimates per piece: two decimals. */
export function twoPlaces(value: number): string {
    return fixed(value, 2);
}

export function onePlace(value: number): string {
    return fixed(value, 1);
}

/** A share as "3.3 %". */
export function percent(share: number, places = 1): string {
    return `${fixed(share * 100, places)}${NARROW}%`;
}

export function percentChange(share: number): string {
    return signed(percent(share), Number((share * 100).toFixed(1)));
}

/** Change of a share: "+0.6 points". */
export function points(difference: number): string {
    const text = fixed(difference * 100, 1);
    return signed(text, Number((difference * 100).toFixed(1)));
}

/** A probability: whole per cent, never 0 or 100. */
export function likelihood(share: number): string {
    if (share > 0.99) return `over 99${NARROW}%`;
    if (share < 0.01) return `under 1${NARROW}%`;
    return percent(share, 0);
}

/** Units, which are whole in most shops and weights in some. */
export function units(value: number): string {
    return Number.isInteger(value) ? count(value) : fixed(value, 1);
}

/** Labels of an axis: 800k, 1.5M. */
export function axis(value: number): string {
    const size = Math.abs(value);
    if (size >= 1e6) return `${trim(value / 1e6)}M`;
    if (size >= 1e3) return `${trim(value / 1e3)}k`;
    return trim(value);
}

function trim(value: number): string {
    const rounded = Math.round(value * 100) / 100;
    const places = Number.isInteger(rounded) ? 0 : Number.isInteger(rounded * 10) ? 1 : 2;
    return fixed(rounded, places);
}

const THOUSAND = Decimal.parse('1000') ?? Decimal.zero;
const TEN_MILLION = Decimal.parse('10000000') ?? Decimal.zero;
