import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderOf } from './arc_order.ts';

test('what is linked stands together, the strongest link first', () => {
    const links = [
        { from: 'milk', to: 'bread', weight: 1.4 },
        { from: 'crisps', to: 'cola', weight: 25.4 },
        { from: 'cola', to: 'nuts', weight: 3.1 },
        { from: 'bread', to: 'butter', weight: 2.2 },
    ];
    assert.deepEqual(orderOf(links), ['crisps', 'cola', 'nuts', 'bread', 'butter', 'milk']);
});

test('a circle is walked once', () => {
    const links = ['ab', 'bc', 'ca'].map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1), weight: 1 }));
    assert.deepEqual(orderOf(links), ['a', 'b', 'c']);
});
