import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useLocale } from '../lib/format.ts';
import { readResult, type Result } from '../lib/table.ts';
import { causeInWords, hasVisitors, priceInWords, readCauses } from './causes.ts';

useLocale('en-US');

function drivers(rows: string): Result {
    return readResult(`{"operation":"sales.drivers","parameters":{},"columns":[],"notes":[],"rows":[${rows}]}`);
}

const ISTANBUL = drivers(`
{"cause":"net_sales","part_of":null,"currency":"TRY","amount":237688.40,"share":1,"sentence":"net sales rose"},
{"cause":"transactions","part_of":"net_sales","currency":"TRY","amount":71719.10,"share":0.302,"sentence":"more transactions: +71719.10 TRY"},
{"cause":"units_per_transaction","part_of":"net_sales","currency":"TRY","amount":3231.20,"share":0.0136,"sentence":"more units per transaction: +3231.20 TRY"},
{"cause":"price_per_unit","part_of":"net_sales","currency":"TRY","amount":162738.10,"share":0.6847,"sentence":"a higher price per unit: +162738.10 TRY"},
{"cause":"price","part_of":"price_per_unit","currency":"TRY","amount":0.00,"share":0,"sentence":"mix, not prices: prices made 0.00 TRY"},
{"cause":"mix","part_of":"price_per_unit","currency":"TRY","amount":162738.10,"share":0.6847,"sentence":""}`);

test('the causes add up to the change and name what moved the price', () => {
    const causes = readCauses(ISTANBUL, 'TRY');
    assert.deepEqual(
        causes.map((cause) => cause.name),
        ['Transactions', 'Units per transaction', 'Price per unit (mix)'],
    );
    assert.equal(causes.reduce((sum, cause) => sum.plus(cause.amount), causes[0]?.amount.minus(causes[0].amount) ?? assert.fail()).toString(), '237688.40');
    assert.equal(hasVisitors(ISTANBUL), false);
});

test('the largest cause in words', () => {
    assert.equal(causeInWords(ISTANBUL, 'TRY'), 'two thirds of it is a higher price per unit');
    assert.equal(priceInWords(ISTANBUL, 'TRY'), 'mix, not prices');
    assert.equal(causeInWords(ISTANBUL, 'EUR'), '');
    assert.equal(causeInWords(null, ''), '');
});

test('a cause larger than the change stands alone', () => {
    const opposed = drivers(`
{"cause":"transactions","part_of":"net_sales","currency":"EUR","amount":-80.00,"share":-0.8,"sentence":"fewer transactions: -80.00 EUR"},
{"cause":"price_per_unit","part_of":"net_sales","currency":"EUR","amount":180.00,"share":1.8,"sentence":"a higher price per unit: +180.00 EUR"}`);
    assert.equal(causeInWords(opposed, 'EUR'), 'a higher price per unit alone made +180.00');
});
