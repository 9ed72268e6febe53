import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { cheapest, readClasses, readCurve, readReplay } from './figures.ts';

const answer = readResult(
    JSON.stringify({
        operation: 'inventory.curve',
        parameters: {},
        columns: [],
        rows: [
            { category: 'all', point: 'level', setting: 0.95, fill_rate: 0.93, cycle_service: 0.95, capital: 812.5, lost_margin_a_year: 90.25, stock_value: null },
            { category: 'all', point: 'money', setting: 0.25, fill_rate: 0.94, cycle_service: 0.9, capital: 700.5, lost_margin_a_year: 71.75, stock_value: null },
            { category: 'all', point: 'today', setting: null, fill_rate: 0.91, cycle_service: 0.8, capital: 930, lost_margin_a_year: 120, stock_value: 930 },
            { category: 'Tea', point: 'level', setting: 0.95, fill_rate: 0.99, cycle_service: 0.95, capital: 12.5, lost_margin_a_year: 9.25, stock_value: null },
        ],
        notes: [],
    }),
);

test('the points of one category, the cheapest first', () => {
    assert.deepEqual(
        readCurve(answer, 'all').map((point) => point.kind),
        ['money', 'level', 'today'],
    );
    assert.equal(readCurve(answer, 'Tea').length, 1);
});

test('the cheapest point that serves as well', () => {
    const points = readCurve(answer, 'all');
    assert.equal(cheapest(points, 0.91)?.capital.toString(), '700.5');
    assert.equal(cheapest(points, 0.95), null);
});

test('policies of products as classes: money added up, fill rate weighed by demand', () => {
    const row = (of: string, aim: number, fill: number, demand: number, value: number, cost: number) => ({ class: of, service_level: aim, fill_rate: fill, demand_a_day: demand, average_stock_value: value, cost_a_year: cost });
    const policies = readResult(
        JSON.stringify({ operation: 'inventory.policy', parameters: {}, columns: [], notes: [], rows: [row('CZ', 0.85, 0.5, 1, 10.5, 2), row('AX', 0.98, 1, 3, 100.25, 20), row('AX', 0.98, 0.9, 1, 50.25, 10)] }),
    );
    const classes = readClasses(policies);
    assert.deepEqual(
        classes.map((one) => [one.name, one.products, one.aim, one.fill.toFixed(3), one.stock.toString(), one.cost.toString()]),
        [
            ['AX', 2, 0.98, '0.975', '150.50', '30'],
            ['CZ', 1, 0.85, '0.500', '10.5', '2'],
        ],
    );
    assert.deepEqual(readClasses(null), []);
});

test('a replay as it was played', () => {
    const played = readResult(
        JSON.stringify({ operation: 'inventory.simulate', parameters: {}, columns: [], notes: [], rows: [{ policy: 'forecast', setting: 'by costs', fill_rate: 0.99, lost_units: 3.5, stock_value: 10, wasted_units: 0, orders: 7, total_cost: 12.25, change: -0.5 }] }),
    );
    assert.deepEqual(
        readReplay(played).map((one) => [one.policy, one.setting, one.fill, one.lost, one.orders, one.cost.toString(), one.change]),
        [['forecast', 'by costs', 0.99, 3.5, 7, '12.25', -0.5]],
    );
});
