import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf, readCounts, sendCounts, unitsOf, type Count } from './counts.ts';

const count = (product: string, refused?: string): Count => ({
    store: 'S01',
    product,
    name: product,
    units: '3',
    at: '2026-11-20T09:15:00Z',
    ...(refused ? { refused } : {}),
});

test('units as people type them', () => {
    const cases: ReadonlyArray<[string, string | null]> = [
        ['12', '12'],
        [' 0 ', '0'],
        ['0,5', '0.5'],
        ['2.385', '2.385'],
        ['2.3851', null],
        ['-1', null],
        ['', null],
        ['1e3', null],
        ['twelve', null],
    ];
    for (const [typed, wanted] of cases) assert.equal(unitsOf(typed), wanted, typed);
});

test('a moment has whole seconds', () => {
    assert.equal(momentOf(new Date(Date.UTC(2026, 10, 20, 9, 15, 7, 385))), '2026-11-20T09:15:07Z');
});

test('what was kept is read, and nothing else', () => {
    assert.deepEqual(readCounts(JSON.stringify([count('P1'), { store: 'S01' }, null, 7])), [count('P1')]);
    for (const kept of [null, '', '{', '{}', '7']) assert.deepEqual(readCounts(kept), [], String(kept));
});

test('counts are sent once; a refusal is kept with its reason; silence stops the rest', async () => {
    const sent: string[] = [];
    const left = await sendCounts([count('P1'), count('P2'), count('P3'), count('P4'), count('P0', 'no such product')], async ({ product }) => {
        sent.push(product);
        if (product === 'P2') return { refused: 'there is no product' };
        return product === 'P3' ? { later: true } : { done: true };
    });
    assert.deepEqual(sent, ['P1', 'P2', 'P3']);
    assert.deepEqual(
        left.map(({ product, refused }) => [product, refused]),
        [['P2', 'there is no product'], ['P3', undefined], ['P4', undefined], ['P0', 'no such product']],
    );
});

test('one that was refused does not hold up the others', async () => {
    const sent: string[] = [];
    const left = await sendCounts([count('P0', 'refused'), count('P1')], async ({ product }) => {
        sent.push(product);
        return { done: true };
    });
    assert.deepEqual(sent, ['P1']);
    assert.equal(left.length, 1);
});
