import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal, ratio, total } from './decimal.ts';

function dec(text: string): Decimal {
    const value = Decimal.parse(text);
    assert.ok(value, `${text} is a decimal`);
    return value;
}

test('a literal keeps its digits', () => {
    for (const text of ['0', '-0.05', '7538256.90', '9007199254740993.01', '123456789012345678901234.567']) {
        assert.equal(dec(text).toString(), text);
    }
});

test('what is no plain decimal is refused', () => {
    for (const text of ['', '-', '.5', '5.', '1e3', '1,000', ' 1', '--1', '0x10', 'NaN']) assert.equal(Decimal.parse(text), null, text);
});

test('sums are exact where floating point is not', () => {
    assert.equal(dec('0.1').plus(dec('0.2')).toString(), '0.3');
    assert.equal(total(Array.from({ length: 1000 }, () => dec('0.01'))).toString(), '10.00');
    assert.equal(dec('9007199254740993.01').minus(dec('9007199254740992')).toString(), '1.01');
});

test('differences take the finer scale', () => {
    assert.equal(dec('7538256.90').minus(dec('7300568.5')).toString(), '237688.40');
    assert.equal(dec('1').minus(dec('1.000')).sign(), 0);
});

test('rounding is half away from zero', () => {
    const cases: ReadonlyArray<[string, number, string]> = [
        ['2.385', 2, '2.39'],
        ['-2.385', 2, '-2.39'],
        ['7300568.50', 0, '7300569'],
        ['-0.4', 0, '0'],
        ['0.05', 1, '0.1'],
        ['12', 2, '12.00'],
    ];
    for (const [text, places, expected] of cases) assert.equal(dec(text).rounded(places).toString(), expected, text);
});

test('order does not depend on the scale', () => {
    assert.equal(dec('1.50').compare(dec('1.5')), 0);
    assert.equal(dec('-2').compare(dec('-1.99')), -1);
    assert.equal(dec('10').compare(dec('9.999')), 1);
});

test('a ratio to zero is unknown', () => {
    assert.equal(ratio(dec('1'), dec('0.00')), null);
    assert.equal(ratio(dec('237688.40'), dec('7300568.50')), 237688.4 / 7300568.5);
});
