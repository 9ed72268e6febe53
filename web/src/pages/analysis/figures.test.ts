import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { narrowed, readCompared, readMovers, readTree } from './figures.ts';

const answerOf = (rows: readonly object[]) => readResult(JSON.stringify({ operation: 'x', parameters: {}, columns: [], rows, notes: [] }));

test('a change under an alignment is the difference of two sums', () => {
    const compared = readCompared(answerOf([{ currency: 'EUR', net_sales: 8743.31, net_sales_before: 8327.24 }]), 'EUR', 'weekday', 'same weekdays');
    assert.equal(compared?.change.toString(), '416.07');
    assert.equal(compared?.share?.toFixed(4), '0.0500');
    assert.equal(readCompared(answerOf([{ currency: 'EUR', net_sales: 8743.31, net_sales_before: 0 }]), 'EUR', 'x', 'x'), null);
    assert.equal(readCompared(null, 'EUR', 'x', 'x'), null);
});

test('the tree holds the factors of net sales alone', () => {
    const row = (cause: string, part_of: string | null, amount: number) => ({ cause, part_of, currency: 'EUR', before: 3040.5, now: 3199.25, change: 0.052, amount });
    const tree = readTree(answerOf([row('net_sales', null, 416.07), row('visitors', 'net_sales', 435.05), row('price_per_unit', 'net_sales', -18.98), row('mix', 'price_per_unit', 161.2)]), 'EUR');
    assert.deepEqual(
        tree?.factors.map((factor) => [factor.name, factor.amount.toString()]),
        [
            ['Visitors', '435.05'],
            ['Price per unit', '-18.98'],
        ],
    );
    assert.equal(readTree(answerOf([]), 'EUR'), null);
});

test('a click narrows to what was clicked', () => {
    assert.deepEqual(narrowed('category', 'Dairy'), { category: 'Dairy', of: 'product' });
    assert.deepEqual(narrowed('product', 'P00001'), { product: 'P00001' });
    assert.equal(narrowed('brand', 'Ardmore'), null);
    assert.equal(narrowed('category', '(none)'), null);
    assert.equal(readMovers(answerOf([{ value: 'P1', currency: 'EUR', net_sales: 2.385, change_amount: -1.5 }]), 'EUR')[0]?.name, 'P1');
});
