import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult, text } from '../../lib/table.ts';
import { readFates, readOutlook, readPlan, readPriceFates } from './figures.ts';

const answer = (rows: object[]) => readResult(JSON.stringify({ operation: 'x', parameters: {}, columns: [], rows, notes: [] }));

test('the outlook of the chosen currency; nothing where nothing was sold', () => {
    const both = answer([
        { version: 'budget', first_day: '2026-11-01', currency: 'EUR', net_sales_so_far: 10.5, expected: 20.25, low: null, high: null, plan: 30, against_plan: -9.75, chance: 0.02, last_year: null },
        { version: null, first_day: '2026-11-01', currency: 'GBP', net_sales_so_far: 1, expected: 2, low: 1, high: 3, plan: null, against_plan: null, chance: null, last_year: 2 },
    ]);
    assert.equal(readOutlook(both, 'EUR')?.againstPlan?.toString(), '-9.75');
    assert.equal(readOutlook(both, 'GBP')?.plan, null);
    assert.equal(readOutlook(both, 'USD'), null);
});

test('the lines of one plan, furthest behind first', () => {
    const lines = answer([
        { version: 'budget', store: 'A', currency: 'EUR', against_plan: 5 },
        { version: 'budget', store: 'B', currency: 'EUR', against_plan: -7.5 },
        { version: 'budget', store: 'C', currency: 'EUR', against_plan: null },
        { version: 'stretch', store: 'D', currency: 'EUR', against_plan: -90 },
    ]);
    assert.deepEqual(readPlan(lines, 'budget', 'EUR').map((row) => text(row, 'store')), ['B', 'A']);
});

test('advice by what became of it, in money that adds up', () => {
    const fates = readFates(
        answer([
            { fate: 'ignored', saved_money: 0.1 },
            { fate: 'followed', saved_money: 12.05 },
            { fate: 'ignored', saved_money: 0.2 },
            { fate: 'ignored', saved_money: null },
        ]),
    );
    assert.deepEqual(
        fates.map((fate) => [fate.id, fate.lines, fate.worth.toString()]),
        [
            ['followed', 1, '12.05'],
            ['ignored', 3, '0.3'],
        ],
    );
});

test('price advice by what became of it; too early is not nothing', () => {
    const fates = readPriceFates(
        answer([
            { state: 'ignored', expected_gain: 1.25, gain: 9 },
            { state: 'accepted', expected_gain: 2.5, gain: null },
            { state: 'withdrawn', expected_gain: 50, gain: 1 },
            { state: 'accepted', expected_gain: 0.5, gain: 1.75 },
        ]),
    );
    assert.deepEqual(
        fates.map((fate) => [fate.id, fate.count, fate.expected.toString(), fate.found]),
        [
            ['accepted', 2, '3.0', 1.75],
            ['ignored', 1, '1.25', null],
        ],
    );
    assert.equal(readPriceFates(answer([{ state: 'accepted', expected_gain: 1, gain: null }]))[0]?.found, null);
});
