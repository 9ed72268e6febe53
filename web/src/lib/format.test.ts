import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal } from './decimal.ts';
import * as format from './format.ts';

function dec(text: string): Decimal {
    return Decimal.parse(text) ?? assert.fail(text);
}

format.useLocale('en-US');

test('money: two decimals under a thousand, none above', () => {
    assert.equal(format.money(dec('690.70')), '690.70');
    assert.equal(format.money(dec('7538256.90')), '7,538,257');
    assert.equal(format.money(dec('999.994')), '999.99');
    assert.equal(format.money(dec('-12300')), '\u221212,300');
    assert.equal(format.money(dec('0')), '0.00');
});

test('the border of a thousand is that of the printed amount', () => {
    assert.equal(format.money(dec('999.995')), '1,000');
});

test('a tile shows seven digits in full and millions above', () => {
    assert.equal(format.moneyShort(dec('7538256.90')), '7,538,257');
    assert.equal(format.moneyShort(dec('68551365.91')), '68.55\u202fM');
    assert.equal(format.moneyShort(dec('-10000000')), '\u221210.00\u202fM');
});

test('a change has its sign, zero has none', () => {
    assert.equal(format.moneyChange(dec('237688.40')), '+237,688');
    assert.equal(format.moneyChange(dec('-52410.11')), '\u221252,410');
    assert.equal(format.moneyChange(dec('0.00')), '0.00');
    assert.equal(format.moneyChange(dec('0.004')), '0.00');
    assert.equal(format.countChange(105), '+105');
    assert.equal(format.countChange(0), '0');
    assert.equal(format.percentChange(-0.0347), '\u22123.5\u202f%');
    assert.equal(format.percentChange(0.0002), '0.0\u202f%');
    assert.equal(format.points(0.0061), '+0.6');
});

test('a column of amounts has equal decimals', () => {
    assert.equal(format.moneyPlaces([dec('350.41'), dec('8402.00')]), 0);
    assert.equal(format.moneyPlaces([dec('350.41'), dec('-999.99')]), 2);
    assert.equal(format.moneyChangeAt(dec('350.41'), 0), '+350');
    assert.equal(format.moneyChangeAt(dec('-0.4'), 0), '0');
});

test('every digit of an exact amount', () => {
    assert.equal(format.exact(dec('9007199254740993.01')), '9,007,199,254,740,993.01');
    assert.equal(format.exact(dec('-1234.5')), '\u22121,234.5');
});

test('probabilities are never 0 or 100', () => {
    assert.equal(format.likelihood(0.9999), 'over 99\u202f%');
    assert.equal(format.likelihood(0.001), 'under 1\u202f%');
    assert.equal(format.likelihood(0.72), '72\u202f%');
});

test('labels of an axis', () => {
    assert.deepEqual([0, 200_000, 1_500_000, 2500, -200, 0.5].map(format.axis), ['0', '200k', '1.5M', '2.5k', '\u2212200', '0.5']);
});

test('the reader\u2019s separators', () => {
    format.useLocale('de-DE');
    assert.equal(format.exact(dec('7538256.90')), '7.538.256,90');
    format.useLocale('en-US');
});
