import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { cellKey, dayTotal, readPlan, shade } from './figures.ts';

function answer(rows: readonly object[]) {
    return readResult(JSON.stringify({ operation: 'footfall.forecast', parameters: {}, columns: [], rows, notes: [] }));
}

test('hours ahead with the staff of the same hours', () => {
    const forecast = answer([
        { day: '2026-11-26', hour: 10, mean: 12.5, measure: 'receipts' },
        { day: '2026-11-26', hour: 9, mean: 4, measure: 'receipts' },
        { day: '2026-11-27', hour: 9, mean: 50, measure: 'receipts' },
    ]);
    const plan = readPlan(forecast, answer([{ day: '2026-11-26', hour: 9, staff: 1 }, { day: '2026-11-26', hour: 10, staff: 2 }]));
    assert.deepEqual(plan.days, ['2026-11-26', '2026-11-27']);
    assert.deepEqual(plan.hours, [9, 10]);
    assert.equal(plan.measure, 'receipts');
    assert.equal(plan.most, 50);
    assert.equal(plan.cells.get(cellKey('2026-11-27', 9))?.staff, null);
    assert.equal(dayTotal(plan, '2026-11-26', (cell) => cell.staff), 3);
    assert.equal(dayTotal(plan, '2026-11-26', (cell) => cell.people), 16.5);
});

test('five shades', () => {
    assert.deepEqual([0, 19, 20, 99, 100].map((value) => shade(value, 100)), [0, 0, 1, 4, 4]);
    assert.equal(shade(3, 0), 0);
});
