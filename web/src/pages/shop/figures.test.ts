import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { readForecast, readToday, sumOver } from './figures.ts';

const COLUMNS = ['day', 'hour', 'state', 'currency', 'net_sales', 'usual', 'transactions', 'visitors', 'days'];

function resultOf(rows: ReadonlyArray<Record<string, unknown>>) {
    return readResult(
        JSON.stringify({ operation: 'shop.today', parameters: {}, columns: COLUMNS.map((name) => ({ name, type: 'text', unit: null })), rows, notes: [] }),
    );
}

const DAY = [
    { day: '2026-07-21', hour: '22', state: 'over', currency: 'EUR', net_sales: 40.5, usual: 30, transactions: 4, visitors: 9, days: 8 },
    { day: '2026-07-21', hour: '23', state: 'over', currency: 'EUR', net_sales: 19.5, usual: 20, transactions: 2, visitors: null, days: 7 },
    { day: '2026-07-21', hour: '00', state: 'running', currency: 'EUR', net_sales: 5, usual: 12.25, transactions: 1, visitors: 3, days: 8 },
    { day: '2026-07-21', hour: '01', state: 'to_come', currency: 'EUR', net_sales: null, usual: 7.5, transactions: null, visitors: null, days: 8 },
];

test('hours that are over are compared, the running one is not', () => {
    const today = readToday(resultOf(DAY), 'EUR');
    assert.ok(today);
    assert.equal(today.sold.toString(), '65.0');
    assert.equal(today.over.toString(), '60.0');
    assert.equal(today.aim.toString(), '50');
    assert.equal(today.change?.toFixed(6), '0.200000');
    assert.equal(today.closing.toString(), '79.75'); // 65, 7.25 of the running hour, 7.5
    assert.equal(today.until, '00:00');
    assert.equal(today.days, 8);
    assert.equal(sumOver(today.hours, (hour) => hour.transactions), 6);
    assert.equal(sumOver(today.hours, (hour) => hour.visitors), 9);
});

test('an hour that brought more than usual takes nothing from what is to come', () => {
    const today = readToday(resultOf([{ ...DAY[2], net_sales: 50 }, { ...DAY[3] }]), 'EUR');
    assert.equal(today?.closing.toString(), '57.5');
    assert.equal(today?.change, null);
    assert.equal(today?.until, '');
});

test('no hours, no day', () => {
    assert.equal(readToday(resultOf([]), 'EUR'), null);
    assert.equal(readToday(resultOf(DAY), 'JPY'), null);
    assert.equal(readToday(null, 'EUR'), null);
});

const FORECAST = [
    { day: '2026-07-21', hour: null, state: 'running', currency: 'EUR', expected: 100, low: 80, high: 130, model: 'ets' },
    { day: '2026-07-21', hour: '22', state: 'over', currency: 'EUR', expected: 50, low: null, high: null, model: 'ets' },
    { day: '2026-07-21', hour: '23', state: 'over', currency: 'EUR', expected: 25, low: null, high: null, model: 'ets' },
    { day: '2026-07-21', hour: '00', state: 'running', currency: 'EUR', expected: 15.5, low: null, high: null, model: 'ets' },
    { day: '2026-07-21', hour: '01', state: 'to_come', currency: 'EUR', expected: 9.5, low: null, high: null, model: 'ets' },
];

test('a day is held against its forecast where there is one', () => {
    const forecast = readForecast(resultOf(FORECAST), 'EUR');
    const today = readToday(resultOf(DAY), 'EUR', forecast);
    assert.equal(today?.aim.toString(), '75');
    assert.equal(today?.change?.toFixed(2), '-0.20');
    assert.equal(today?.closing.toString(), '85.0'); // 65, 10.5 of the running hour, 9.5
    assert.equal(today?.forecast?.whole.toString(), '100');
});

test('the forecast of another day, in another currency or without hours is none', () => {
    const other = readForecast(resultOf(FORECAST.map((row) => ({ ...row, day: '2026-07-20' }))), 'EUR');
    assert.equal(readToday(resultOf(DAY), 'EUR', other)?.aim.toString(), '50');
    assert.equal(readForecast(resultOf(FORECAST), 'JPY'), null);
    assert.equal(readForecast(resultOf(FORECAST.slice(0, 1)), 'EUR'), null);
    assert.equal(readForecast(null, 'EUR'), null);
});
