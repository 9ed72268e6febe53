import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useDates } from './date.ts';
import { useLocale } from './format.ts';
import { reform } from './reform.ts';

test('figures and days of the program in the reader\u2019s form', () => {
    useLocale('de-DE');
    useDates('de-DE');
    for (const [said, wanted] of [
        ['7,538.25', '7.538,25'],
        ['0.5', '0,5'],
        ['1234567', '1.234.567'],
        ['2023-03-08', '8. März 2023'],
        ['Wed 8 Mar 2023', 'Mi 8. März 2023'],
        ['29 Feb', '29. Feb.'],
        ['Sun 29 Feb', 'So 29. Feb.'],
        ['Nov 2026', 'Nov. 2026'],
        ['S01 and P00066, 12 of them', 'S01 and P00066, 12 of them'],
        ['2026-02-30', '2026-02-30'],
        ['1,23', '1,23'],
        ['', ''],
    ] as const) {
        assert.equal(reform(said), wanted, said);
    }
    useLocale('en-US');
    useDates(undefined);
});
