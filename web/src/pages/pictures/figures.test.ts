import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, readAlternatives, wordsOf } from './figures.ts';

test('alternatives are labels, which may hold commas and numbers, with their confidence', () => {
    assert.deepEqual(readAlternatives('Fruit/Apple 0.812, Juice, 1.5 l 0.101'), [
        { label: 'Fruit/Apple', confidence: 0.812 },
        { label: 'Juice, 1.5 l', confidence: 0.101 },
    ]);
    assert.deepEqual(readAlternatives(''), []);
});

test('a class is looked for by its last part, as words', () => {
    assert.equal(wordsOf('Fruit/Apple/Royal-Gala'), 'Royal Gala');
    assert.equal(wordsOf('P00078'), 'P00078');
});

test('time left is told as people tell it', () => {
    assert.equal(duration(42.4), '42 s');
    assert.equal(duration(200), '3 min 20 s');
    assert.equal(duration(7384), '2 h 3 min');
});
