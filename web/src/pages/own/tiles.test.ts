import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { figureOf, readLines, readPoints, readTiles, writeLines, writeYaml } from './tiles.ts';

test('parameters by the line', () => {
    assert.deepEqual(readLines('period=2026\nwhere=brand=Acme\n\n=x\nnothing'), { period: '2026', where: 'brand=Acme' });
    assert.equal(writeLines({ period: '2026', where: 'brand=Acme' }), 'period=2026\nwhere=brand=Acme');
});

test('YAML that cannot be read otherwise', () => {
    const tile = { title: 'Tea: "best"', operation: 'sales.kpis', parameters: { period: '2026' }, show: 'number', column: 'net_sales', view: '' };
    assert.equal(
        writeYaml('My #1', [tile, { ...tile, title: 'Dairy', view: '/analysis?category=Dairy' }]),
        'title: "My #1"\ntiles:\n  - operation: "sales.kpis"\n    title: "Tea: \\"best\\""\n    show: "number"\n    column: "net_sales"\n    parameters:\n      "period": "2026"\n  - view: "/analysis?category=Dairy"\n    title: "Dairy"\n',
    );
    assert.equal(writeYaml('x', []), 'title: "x"\ntiles: []\n');
});

const answer = readResult(
    JSON.stringify({
        operation: 'sales.stores',
        parameters: {},
        columns: [
            { name: 'store', type: 'store', unit: null },
            { name: 'units', type: 'decimal', unit: null },
            { name: 'net_sales', type: 'money', unit: null },
        ],
        rows: [
            { store: 'S01', units: 2.385, net_sales: 12.5 },
            { store: 'S02', units: null, net_sales: -3.25 },
        ],
        notes: [],
    }),
);

test('points of the figure that the tile means', () => {
    assert.equal(figureOf(answer, ''), 'units');
    assert.equal(figureOf(answer, 'nothing'), 'units');
    assert.deepEqual(readPoints(answer, 'net_sales'), [
        { label: 'S01', value: 12.5 },
        { label: 'S02', value: -3.25 },
    ]);
    assert.equal(readPoints(answer, '').length, 1);
    assert.equal(readTiles(null).length, 0);
});
