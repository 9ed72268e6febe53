import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { goodsOf, placeOf, readHappenings, readSeries, readVerdicts, spanOf } from './figures.ts';

function answer(rows: readonly object[]) {
    return readResult(JSON.stringify({ operation: 'anomaly.events', parameters: {}, columns: [], rows, notes: [] }));
}

const event = { event: '7c1f0a2b', at_stake: 812.5, currency: 'EUR', since: '2026-11-10', until: '2026-11-12', days: 3, store: 'S01', state: 'new', explains: 41 };
const nameOf = (product: string) => (product === 'P1' ? 'Tea' : product);

test('where an event happened, and when', () => {
    const [store, goods, product, supplier] = readHappenings(
        answer([event, { ...event, store: null, category: 'Dairy' }, { ...event, product: 'P1', supplier: 'SUP-1' }, { ...event, store: null, supplier: 'SUP-1' }]),
    );
    assert.ok(store && goods && product && supplier);
    assert.equal(placeOf(store, nameOf), 'S01');
    assert.equal(placeOf(goods, nameOf), 'all stores · Dairy');
    assert.equal(placeOf(product, nameOf), 'S01 · Tea');
    assert.equal(placeOf(supplier, nameOf), 'all stores · goods of SUP-1');
    assert.equal(spanOf(store), '10 Nov – 12 Nov 2026');
    assert.deepEqual(goodsOf(product), { store: 'S01', product: 'P1' });
    assert.deepEqual(goodsOf(supplier), { store: '', category: '', where: 'supplier=SUP-1' });
});

test('the series around an event, what misses most first', () => {
    const day = { store: 'S01', low: 0, high: 9, expected: 5, is_anomaly: false };
    const series = readSeries(
        answer([
            { ...day, product: 'P1', day: '2026-11-09', value: 0, is_anomaly: true },
            { ...day, product: 'P1', day: '2026-11-10', value: 4, is_anomaly: true },
            { ...day, product: 'P1', day: '2026-11-11', value: 5 },
            { ...day, product: 'P2', day: '2026-11-10', value: 15, is_anomaly: true },
        ]),
        '2026-11-10',
        '2026-11-12',
    );
    assert.deepEqual(
        series.map(({ product, unusual, missing, days }) => [product, unusual, missing, days.length]),
        [
            ['P2', 1, -10, 1],
            ['P1', 1, 1, 2],
        ],
    );
});

test('what was taken back is not listed', () => {
    const said = { event: 'a', text: 't', note: null, author: null, set_at: '2026-11-25T10:00:00Z' };
    const verdicts = readVerdicts(answer([{ ...said, verdict: 1, undone_at: '2026-11-25T11:00:00Z' }, { ...said, verdict: 2, undone_at: null }, { ...said, verdict: 3, undone_at: null }]));
    assert.deepEqual(
        verdicts.map((verdict) => verdict.id),
        ['3', '2'],
    );
});
