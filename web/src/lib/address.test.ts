import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, readList, withFilters, writeAddress, writeList } from './address.ts';

test('an address is read and written back', () => {
    for (const text of ['/', '/orders', '/?from=2022-12-12&to=2023-03-09', '/?store=Mall+of+Istanbul,Kanyon&compare=weekday', '/demand?product=85123A']) {
        assert.equal(writeAddress(readAddress(text)), text);
    }
});

test('names with signs of their own survive', () => {
    const filters = { store: 'A & B, C = D?', product: 'ş%+#"' };
    assert.deepEqual(readAddress(writeAddress({ path: '/', filters })).filters, filters);
});

test('a filter set to nothing leaves the address', () => {
    const address = readAddress('/?from=2022-12-12&store=Kanyon');
    assert.equal(writeAddress(withFilters(address, { store: null })), '/?from=2022-12-12');
    assert.equal(writeAddress(withFilters(address, { store: '', from: null })), '/');
    assert.equal(writeAddress(withFilters(address, { compare: 'none' })), '/?from=2022-12-12&store=Kanyon&compare=none');
});

test('lists', () => {
    assert.deepEqual(readList(undefined), []);
    assert.deepEqual(readList(''), []);
    assert.deepEqual(readList(writeList(['S01', 'S02'])), ['S01', 'S02']);
});
