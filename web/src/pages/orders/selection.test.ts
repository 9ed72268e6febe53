import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, extend, move, NOTHING, toggle } from './selection.ts';

const KEYS = ['a', 'b', 'c', 'd', 'e'];

test('moving stays within the list and takes the anchor along', () => {
    assert.equal(move(NOTHING, -1, 5).at, 0);
    assert.equal(move(NOTHING, 9, 5).at, 4);
    assert.deepEqual(move(toggle(NOTHING, 2, KEYS), 1, 5), { ticked: new Set(['c']), at: 3, anchor: 3 });
});

test('Space ticks and unticks', () => {
    const once = toggle(NOTHING, 1, KEYS);
    assert.deepEqual([...once.ticked], ['b']);
    assert.deepEqual([...toggle(once, 1, KEYS).ticked], []);
    assert.equal(toggle(once, 9, KEYS), once);
});

test('Shift ticks from the anchor, both ways', () => {
    const from = toggle(NOTHING, 2, KEYS);
    assert.deepEqual([...extend(from, 4, KEYS).ticked].sort(), ['c', 'd', 'e']);
    assert.deepEqual([...extend(from, 0, KEYS).ticked].sort(), ['a', 'b', 'c']);
    assert.equal(extend(from, 99, KEYS).at, 4);
});

test('all, and none again', () => {
    const every = all(NOTHING, KEYS);
    assert.equal(every.ticked.size, 5);
    assert.equal(all(every, KEYS).ticked.size, 0);
});
