import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, weekday } from './date.ts';
import { COMPARISONS, DEFAULT_SPAN, PRESETS } from './period.ts';

test('thirteen weeks begin on a Monday and end with the data', () => {
    assert.deepEqual(DEFAULT_SPAN('2023-03-08'), { from: '2022-12-12', to: '2023-03-09' });
});

test('presets are spans', () => {
    for (const asOf of ['2023-03-08', '2024-02-29', '2023-01-01', '2022-12-31']) {
        for (const preset of PRESETS) {
            const span = preset.span(asOf);
            assert.ok(span.from < span.to, `${preset.id} at ${asOf}`);
        }
    }
    assert.deepEqual(PRESETS.find((p) => p.id === 'last-month')?.span('2023-01-01'), { from: '2022-12-01', to: '2023-01-01' });
});

test('the same weekdays are as many days and begin on the same weekday', () => {
    const span = DEFAULT_SPAN('2023-03-08');
    const before = COMPARISONS.find((c) => c.id === 'weekday')?.before?.(span) ?? assert.fail('no comparison');
    assert.equal(daysBetween(before.from, before.to), daysBetween(span.from, span.to));
    assert.equal(weekday(before.from), weekday(span.from));
    assert.deepEqual(before, { from: '2021-12-13', to: '2022-03-10' });
});
