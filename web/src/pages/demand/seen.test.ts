import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { seenByDay, unseenDays } from './seen.ts';

const answer = readResult(
    JSON.stringify({
        operation: 'demand.history',
        parameters: {},
        columns: [],
        rows: [
            { product: 'P1', store: 'S1', day: '2026-11-22', units: 0, state: null, demand: 0 },
            { product: 'P1', store: 'S1', day: '2026-11-23', units: 1, state: 'stock-out', demand: 2.5 },
            { product: 'P1', store: 'S1', day: '2026-11-24', units: null, state: 'missing', demand: null },
        ],
        notes: [],
    }),
);

test('a day of nothing is known, a closed one is not', () => {
    assert.deepEqual([...seenByDay(answer)], [
        ['2026-11-22', 0],
        ['2026-11-23', 1],
    ]);
});

test('empty shelves with what would have sold, closed days without', () => {
    assert.deepEqual([...unseenDays(answer)], [
        ['2026-11-23', 2.5],
        ['2026-11-24', null],
    ]);
});
