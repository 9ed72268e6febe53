import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf } from './command.ts';
import { csvOf } from './csv.ts';
import { Decimal } from './decimal.ts';
import { readResult } from './table.ts';
import { list, plural, roughly, shareInWords } from './words.ts';

test('shares in words up to thirds and quarters, else per cent', () => {
    const cases: ReadonlyArray<[number, string]> = [
        [0.684, 'two thirds'],
        [0.24, 'a quarter'],
        [0.31, 'a third'],
        [0.5, 'half'],
        [0.76, 'three quarters'],
        [0.97, 'nearly all'],
        [0.42, '42\u202f%'],
        [1.6, '160\u202f%'],
    ];
    for (const [share, words] of cases) assert.equal(shareInWords(share), words, String(share));
});

test('lists, plurals, rough numbers', () => {
    assert.equal(list([]), '');
    assert.equal(list(['a']), 'a');
    assert.equal(list(['a', 'b', 'c']), 'a, b and c');
    assert.equal(plural(1, 'line'), 'line');
    assert.equal(plural(2, 'line'), 'lines');
    assert.deepEqual([0, 7, 651, 1787, -96].map(roughly), [0, 7, 650, 1800, -96]);
});

test('the command can be pasted into a shell', () => {
    assert.equal(
        commandOf('sales.kpis', { from: '2022-12-12', to: '2023-03-09', store: "Mall of Istanbul,L'Aube", compare: 'weekday', currency: '' }),
        `retailinsight sales kpis --from 2022-12-12 --to 2023-03-09 --store 'Mall of Istanbul,L'\\''Aube' --compare weekday`,
    );
    assert.equal(commandOf('demand.forecast', { report: 'true', 'lost-sales': 'false' }), 'retailinsight demand forecast --report');
});

test('a result keeps what it was told', () => {
    const result = readResult(
        '{"operation":"sales.kpis","parameters":{"from":"2022-12-12","limit":3},"columns":[{"name":"net_sales","type":"money","unit":null}],' +
            '"rows":[{"net_sales":68551365.91},{"net_sales":null}],"notes":["a note"]}',
    );
    assert.equal(String(result.rows[0]?.net_sales), '68551365.91');
    assert.equal(result.rows[1]?.net_sales, null);
    assert.deepEqual(result.parameters, { from: '2022-12-12', limit: '3' });
    assert.deepEqual(result.notes, ['a note']);
    assert.throws(() => readResult('[]'), SyntaxError);
    assert.throws(() => readResult('{"operation":"x"}'), SyntaxError);
});

test('CSV quotes what needs it and keeps digits', () => {
    const columns = [{ name: 'product' }, { name: 'reason' }, { name: 'money' }];
    const rows = [{ product: 'A "B"', reason: 'one,\ntwo', money: Decimal.parse('12.30') }, { product: 'ş', reason: null, money: null }];
    assert.equal(csvOf(columns, rows), 'product,reason,money\r\n"A ""B""","one,\ntwo",12.30\r\nş,,\r\n');
});
