import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf, speaker } from './language.ts';

const pages = {
    Orders: 'Bestellungen',
    'not known': 'nicht bekannt',
    '{} of {}': '{} von {}',
    '{} of {} days': '{} von {} Tagen',
    'Net sales {} ({}) against {}.': 'Der Nettoumsatz ist {} ({}) gegenüber {}.',
    rose: 'gestiegen',
    'last year': 'dem Vorjahr',
    'Sold by {} in {}': 'In {1} verkauft von {0}',
    'none is on its way': 'nichts ist unterwegs',
    'It was refused: {}': 'Es wurde abgelehnt: {}',
};

test('a text, with the blanks around it', () => {
    const say = speaker({ pages, program: {} });
    assert.equal(say('Orders'), 'Bestellungen');
    assert.equal(say('  Orders '), '  Bestellungen ');
    assert.equal(say('1,234.50'), '1,234.50');
    assert.equal(say(''), '');
});

test('values stay, texts among them are said, the longest message wins', () => {
    const say = speaker({ pages, program: {} });
    assert.equal(say('3 of 7 days'), '3 von 7 Tagen');
    assert.equal(say('3 of not known'), '3 von nicht bekannt');
    assert.equal(say('Net sales rose 3.3\u202f% (+237,688) against last year.'), 'Net sales rose 3.3\u202f% (+237,688) against last year.');
    assert.equal(say('Sold by Ann in May'), 'In May verkauft von Ann');
});

test('clauses, where each is known, a figure or a name', () => {
    const say = speaker({ pages, program: {} });
    assert.equal(say('12; none is on its way'), '12; nichts ist unterwegs');
    assert.equal(say('Rye 500 g; none is on its way'), 'Rye 500 g; nichts ist unterwegs');
    assert.equal(say('12 pieces; none is on its way'), '12 pieces; none is on its way');
});

test('a short message fits no sentence of somebody else', () => {
    const say = speaker({ pages, program: {} });
    assert.equal(say('Rye of Galway'), 'Rye von Galway');
    assert.equal(say('the end of a day that was long'), 'the end of a day that was long');
    assert.equal(say('Sold by whoever was there in May'), 'Sold by whoever was there in May');
    assert.equal(say('It was refused: the day is over'), 'Es wurde abgelehnt: the day is over');
});

test('what is missing is told, names are not', () => {
    const told: string[] = [];
    const say = speaker({ pages, program: {} }, { missing: (text) => told.push(text) });
    for (const text of ['Orders', 'Bread', 'Bread of 7 days', ' some words ', 'It was refused: the day']) say(text);
    assert.deepEqual(told, ['some words', 'the day']);
});

test('messages are kept in one form', () => {
    assert.equal(messageOf('  {} {} of\n  {}{} '), '{} of {}');
});

test('elements in a text are values; at its ends they stay where they are', () => {
    const say = speaker({ pages: { ...pages, 'Data to {}': 'Daten bis {}' }, program: {} });
    assert.equal(say('Data to \ue001'), 'Daten bis \ue001');
    assert.equal(say('\ue001 Orders'), '\ue001 Bestellungen');
    assert.equal(say('\ue001 not known \ue002 Orders'), '\ue001 nicht bekannt \ue002 Bestellungen');
    assert.equal(say(' · Orders'), ' · Bestellungen');
});

test('a name stays whatever words it is made of, alone and as a value', () => {
    const say = speaker({ pages: { ...pages, '{} and {}': '{} und {}' }, program: { '{} left': '{} übrig' } }, { isNamed: (text) => text === 'salt and pepper' || text === '3 left' });
    assert.equal(say('salt and pepper'), 'salt and pepper');
    assert.equal(say('3 of salt and pepper'), '3 von salt and pepper');
    assert.equal(say('Bread and Butter'), 'Bread und Butter');
    assert.equal(say('3 left'), '3 übrig');
});

test('what the program says has its figures reformed, what the pages say has not', () => {
    const say = speaker({ pages, program: { 'runs out': 'läuft aus', '{} left on {}': '{} übrig am {}' } }, { reform: (value) => value.replace('.', ',') });
    assert.equal(say('runs out'), 'läuft aus');
    assert.equal(say('3.5 left on May 2'), '3,5 übrig am May 2');
    assert.equal(say('3.5 of 7 days'), '3.5 von 7 Tagen');
});

test('words are whole, and a value at the end may be nothing', () => {
    const say = speaker({ pages: { 'Taken on {} by {}': 'Am {} von {} genommen', 'Less than {}': 'Weniger als {}' }, program: {} });
    assert.equal(say('Taken only by Ann'), 'Taken only by Ann');
    assert.equal(say('Less than '), 'Weniger als ');
});

test('the longest message wins, and a short one quotes nobody', () => {
    const say = speaker({ pages: { ...pages, '{} of Galway': '{} aus Galway', 'of: {}': 'von: {}' }, program: {} });
    assert.equal(say('Rye of Galway'), 'Rye aus Galway');
    assert.equal(say('of: the reorder point'), 'of: the reorder point');
});

test('marks of a pattern are letters', () => {
    const say = speaker({ pages: { 'one (two) {}?': 'eins {}!', 'ab.{}': 'cd{}' }, program: {} });
    assert.equal(say('one (two) x?'), 'eins x!');
    assert.equal(say('abxy'), 'abxy');
});
