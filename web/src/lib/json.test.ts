import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal } from './decimal.ts';
import { parseJson, type Json } from './json.ts';

/** With numbers as JSON.parse has them. */
function plain(value: Json): unknown {
    if (value instanceof Decimal) return value.toNumber();
    if (Array.isArray(value)) return value.map(plain);
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
    return value;
}

test('agrees with JSON.parse on everything but digits', () => {
    const documents = [
        'null',
        ' [ ] ',
        '{}',
        '{"a":[1,-2.5,true,false,null,"x\\n\\u00e9\\"\\\\"],"b":{"c":{}}}',
        '[0,1e3,2.5E-3,[[[]]],{"":""}]',
        '{"rows":[\n{"net_sales":7538256.90,"share":0.03255751932195417}\n],"notes":[]}',
        '"\\ud83d\\ude00 ş"',
    ];
    for (const text of documents) assert.deepEqual(plain(parseJson(text)), JSON.parse(text), text);
});

test('a number keeps its digits', () => {
    const value = parseJson('[9007199254740993.01]') as Json[];
    assert.equal(String(value[0]), '9007199254740993.01');
    assert.notEqual(String((JSON.parse('[9007199254740993.01]') as number[])[0]), '9007199254740993.01');
});

test('refuses what JSON.parse refuses', () => {
    const wrong = ['', '{', '[1,]', '{"a"}', '{"a":1,}', '01', '+1', '.5', '1.', 'nul', "'a'", '"\t"', '"\\x"', '[1 2]', '{} {}', '[,]'];
    for (const text of wrong) {
        assert.throws(() => JSON.parse(text), text);
        assert.throws(() => parseJson(text), SyntaxError, text);
    }
});

test('nesting ends somewhere', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    assert.doesNotThrow(() => parseJson(nested(100)));
    assert.throws(() => parseJson(nested(101)), SyntaxError);
    assert.doesNotThrow(() => parseJson(`[${'[],'.repeat(500)}[]]`));
});
