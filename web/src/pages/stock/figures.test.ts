import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { cheapest, readCurve } from './figures.ts';

const answer = readResult(
    JSON.stringify({
        operation: 'inventory.curve',
        parameters: {},
        columns: [],
        rows: [
            { category: 'all', point: 'level', setting: 0.95, fill_rate: 0.93, cycle_service: 0.95, capital: 812.5, lost_margin_a_year: 90.25, stock_value: null },
            { category: 'all', point: 'money', setting: 0.25, fill_rate: 0.94, cycle_service: 0.9, capital: 700.5, lost_margin_a_year: 71.75, stock_value: null },
            { category: 'all', point: 'today', setting: null, fill_rate: 0.91, cycle_service: 0.8, capital: 930, lost_margin_a_year: 120, stock_value: 930 },
            { category: 'Tea', point: 'level', setting: 0.95, fill_rate: 0.99, cycle_service: 0.95, capital: 12.5, lost_margin_a_year: 9.25, stock_value: null },
        ],
        notes: [],
    }),
);

test('the points of one category, the cheapest first', () => {
    assert.deepEqual(
        readCurve(answer, 'all').map((point) => point.kind),
        ['money', 'level', 'today'],
    );
    assert.equal(readCurve(answer, 'Tea').length, 1);
});

test('the cheapest point that serves as well', () => {
    const points = readCurve(answer, 'all');
    assert.equal(cheapest(points, 0.91)?.capital.toString(), '700.5');
    assert.equal(cheapest(points, 0.95), null);
});
