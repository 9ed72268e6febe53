import assert from 'node:assert/strict';
import test from 'node:test';
import { isFarewell, wayOf } from './rules.ts';

const way = (path: string, mode = 'cors', method = 'GET') => wayOf({ path, mode, method });

test('pages come from the network first, their files from what was kept', () => {
    assert.equal(way('/shop', 'navigate'), 'page');
    assert.equal(way('/', 'navigate'), 'page');
    assert.equal(way('/assets/main-ABC.js'), 'asset');
    assert.equal(way('/icon.svg'), 'asset');
});

test('links that open sessions, documents and streams are left alone', () => {
    for (const path of ['/login', '/logout', '/docs/staff', '/openapi.json', '/metrics', '/worker.js']) assert.equal(way(path, 'navigate'), 'none', path);
    assert.equal(way('/api/v1/events'), 'none');
    assert.equal(way('/shop'), 'none', 'no page that is only fetched');
});

test('answers for the shop floor are kept, those about people are not', () => {
    assert.equal(way('/api/v1/shop/today'), 'answer');
    assert.equal(way('/api/v1/session'), 'answer');
    assert.equal(way('/api/v1/customers/top'), 'none');
    assert.equal(way('/api/v1/shop/today', 'cors', 'POST'), 'none');
});

test('signing out, and being signed out, lets go of what was kept', () => {
    assert.equal(isFarewell('/logout', 'POST', 204), true);
    assert.equal(isFarewell('/api/v1/session', 'GET', 401), true);
    assert.equal(isFarewell('/api/v1/shop/today', 'GET', 503), false);
});
