/** The exact decomposition of the change (operation sales.drivers), for the waterfall and for the sentence. */
import type { Cause } from './waterfall.tsx';
import { Decimal } from '../lib/decimal.ts';
import { moneyChange } from '../lib/format.ts';
import { decimal, number, rowsOf, text, type Result, type Row } from '../lib/table.ts';
import { shareInWords } from '../lib/words.ts';

const NAMES: Readonly<Record<string, string>> = {
    visitors: 'Visitors',
    conversion: 'Conversion',
    transactions: 'Transactions',
    units_per_transaction: 'Units per transaction',
    price_per_unit: 'Price per unit',
};

/** What made up the price per unit: prices within the categories, or what was sold. */
function priceNote(rows: readonly Row[]): string {
    const price = amountOf(rows, 'price');
    const mix = amountOf(rows, 'mix');
    if (!price || !mix) return '';
    if (price.sign() === 0 && mix.sign() !== 0) return ' (mix)';
    return mix.sign() === 0 && price.sign() !== 0 ? ' (prices)' : '';
}

function amountOf(rows: readonly Row[], cause: string): Decimal | null {
    return decimal(
        rows.find((row) => text(row, 'cause') === cause),
        'amount',
    );
}

function causesOf(rows: readonly Row[]): Row[] {
    return rows.filter((row) => text(row, 'part_of') === 'net_sales');
}

export function readCauses(result: Result | null, currency: string): readonly Cause[] {
    const rows = rowsOf(result, currency);
    return causesOf(rows).map((row) => {
        const cause = text(row, 'cause');
        const name = NAMES[cause] ?? cause.replaceAll('_', ' ');
        return { name: cause === 'price_per_unit' ? name + priceNote(rows) : name, amount: decimal(row, 'amount') ?? Decimal.zero };
    });
}

/** Visitors were counted, so that transactions could be split. */
export function hasVisitors(result: Result | null): boolean {
    return (result?.rows ?? []).some((row) => text(row, 'cause') === 'visitors');
}

/** "two thirds of it is a higher price per unit"; nothing where the change was not taken apart. */
export function causeInWords(result: Result | null, currency: string): string {
    const largest = causesOf(rowsOf(result, currency))
        .filter((row) => (number(row, 'share') ?? 0) > 0)
        .sort((a, b) => (number(b, 'share') ?? 0) - (number(a, 'share') ?? 0))[0];
    const share = number(largest, 'share');
    const phrase = beforeColon(text(largest, 'sentence'));
    if (!largest || share === null || !phrase) return '';
    const amount = decimal(largest, 'amount');
    if (share > 1.05) return amount ? `${phrase} alone made ${moneyChange(amount)}` : '';
    return `${shareInWords(share)} of it is ${phrase}`;
}

/** "mix, not prices", where the price per unit is what moved. */
export function priceInWords(result: Result | null, currency: string): string {
    const rows = rowsOf(result, currency);
    const unitPrice = rows.find((row) => text(row, 'cause') === 'price_per_unit');
    if (Math.abs(number(unitPrice, 'share') ?? 0) < 0.2) return '';
    return beforeColon(text(rows.find((row) => text(row, 'cause') === 'price'), 'sentence'));
}

function beforeColon(sentence: string): string {
    return sentence.split(':')[0] ?? '';
}
