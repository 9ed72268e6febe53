import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleName, sinceWhen } from './figures.ts';

test('how long ago an alert opened', () => {
    const now = new Date('2026-11-26T12:00:00Z');
    assert.equal(sinceWhen('2026-11-26T11:59:50Z', now), 'just now');
    assert.equal(sinceWhen('2026-11-26T11:13:00Z', now), '47 min ago');
    assert.equal(sinceWhen('2026-11-26T02:10:00Z', now), '10 h ago');
    assert.equal(sinceWhen('2026-11-25T11:00:00Z', now), '1 day ago');
    assert.equal(sinceWhen('2026-11-20T12:00:00Z', now), '6 days ago');
    assert.equal(sinceWhen('no time', now), '');
});

test('rules are read as words', () => assert.equal(ruleName('below_reorder_point'), 'below reorder point'));
