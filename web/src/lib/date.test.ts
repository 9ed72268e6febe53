import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as date from './date.ts';

test('days and numbers are each other\u2019s inverse', () => {
    for (let n = -40_000; n < 60_000; n += 37) assert.equal(date.toNumber(date.fromNumber(n)), n);
});

test('weekdays', () => {
    assert.equal(date.weekdayName('2023-03-08'), 'Wed');
    assert.equal(date.weekdayName('1969-12-28'), 'Sun');
    assert.equal(date.mondayOf('2023-03-08'), '2023-03-06');
    assert.equal(date.mondayOf('2023-03-06'), '2023-03-06');
});

test('364 days keep the weekday, months keep the date where there is one', () => {
    assert.equal(date.addDays('2023-03-08', -364), '2022-03-09');
    assert.equal(date.addMonths('2024-02-29', -12), '2023-02-28');
    assert.equal(date.addMonths('2023-01-31', 1), '2023-02-28');
    assert.equal(date.addMonths('2022-12-12', -12), '2021-12-12');
    assert.equal(date.addMonths('2023-03-01', -3), '2022-12-01');
});

test('what is a day', () => {
    assert.ok(date.isDay('2024-02-29'));
    for (const text of ['2023-02-29', '2023-13-01', '2023-1-1', '', 'yesterday', '2023-03-08T00:00']) assert.ok(!date.isDay(text), text);
});

test('as people read them', () => {
    assert.equal(date.tradeDay('2023-03-08'), 'Wed 8 Mar 2023');
    assert.equal(date.dayRange('2022-12-12', '2023-03-08'), '12 Dec 2022 – 8 Mar 2023');
    assert.equal(date.dayRange('2023-01-02', '2023-03-08'), '2 Jan – 8 Mar 2023');
    assert.equal(date.dayRange('2023-03-08', '2023-03-08'), '8 Mar 2023');
    assert.equal(date.monthName('2023-03-01'), 'Mar 2023');
});

test('how old something is', () => {
    const now = new Date('2026-11-26T12:00:00Z');
    const before = (minutes: number) => date.ago(new Date(now.getTime() - minutes * 60_000), now);
    assert.equal(before(0), 'just now');
    assert.equal(before(1), '1 minute ago');
    assert.equal(before(59.9), '59 minutes ago');
    assert.equal(before(60), '1 hour ago');
    assert.equal(before(47 * 60), '47 hours ago');
    assert.equal(before(48 * 60), '2 days ago');
    assert.equal(before(-3), 'just now');
});
