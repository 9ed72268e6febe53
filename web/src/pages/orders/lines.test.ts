import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useLocale } from '../../lib/format.ts';
import { readResult } from '../../lib/table.ts';
import { atRisk, carryingHalf, readLines, shortReason } from './lines.ts';

useLocale('en-US');

const RESULT = readResult(`{"operation":"inventory.orders","parameters":{},"columns":[],"notes":[],"rows":[
{"product":"P1","store":"S1","order_quantity":20,"on_hand":0,"on_order":40,"days_of_cover":0,"money_at_stake":10.10,"order_value":80.00,"stock_out_risk":0.16,"reason":"r"},
{"product":"P2","store":"S1","order_quantity":0,"on_hand":9,"on_order":0,"days_of_cover":9,"money_at_stake":99.99,"order_value":0.00,"stock_out_risk":0.01,"reason":"r"},
{"product":"P3","store":"S2","order_quantity":60,"on_hand":4,"on_order":0,"days_of_cover":1.36,"money_at_stake":155.42,"order_value":202.20,"stock_out_risk":0.999,"reason":"r"}]}`);

test('lines that need an order, money at risk first', () => {
    const lines = readLines(RESULT);
    assert.deepEqual(
        lines.map((line) => line.product),
        ['P3', 'P1'],
    );
    assert.equal(atRisk(lines).toString(), '165.52');
    assert.equal(carryingHalf(lines), 1);
    assert.deepEqual(readLines(null), []);
});

test('a reason is a fact and its consequence', () => {
    const [third, first] = readLines(RESULT);
    assert.ok(third && first);
    assert.equal(shortReason(first, '2026-11-25'), 'Out of stock, 40 coming; 16\u202f% likely short');
    assert.equal(shortReason(third, '2026-11-25'), 'Runs out Fri 27 Nov; over 99\u202f% likely short');
});
