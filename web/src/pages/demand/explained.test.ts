import { strict as assert } from 'node:assert';
import test from 'node:test';
import { dayExplained } from './explained.ts';

test('a day ahead is explained, any other word is tomorrow', () => {
    assert.equal(dayExplained('2026-12-24', '2026-11-30', 28), '2026-12-24');
    assert.equal(dayExplained('2026-12-28', '2026-11-30', 28), '2026-12-28');
    assert.equal(dayExplained('2026-12-29', '2026-11-30', 28), '2026-12-01');
    assert.equal(dayExplained('2026-11-30', '2026-11-30', 28), '2026-12-01');
    assert.equal(dayExplained('2025-12-24', '2026-11-30', 28), '2026-12-01');
    assert.equal(dayExplained('soon', '2026-11-30', 28), '2026-12-01');
    assert.equal(dayExplained(undefined, '2026-11-30', 28), '2026-12-01');
});
