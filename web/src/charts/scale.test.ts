import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestOf } from './scale.ts';

test('the nearest place', () => {
    assert.equal(nearestOf([12, 40.5, 97], 61), 1);
    assert.equal(nearestOf([12, 40.5, 97], 400), 2);
    assert.equal(nearestOf([], 5), 0);
});
