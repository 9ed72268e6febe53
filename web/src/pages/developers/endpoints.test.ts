import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOf, curlOf, readPaths } from './endpoints.ts';

const [get, post, cancel] = readPaths({
    paths: {
        '/api/v1/sales/kpis': {
            get: { summary: 'Key figures', parameters: [{ name: 'store', in: 'query', schema: { type: 'array', items: { type: 'string' } } }, { name: 'Accept', in: 'header' }], responses: { '200': { content: { 'text/csv': {}, 'application/json': {} } } } },
            post: { summary: 'The same', requestBody: { content: { 'application/json': { schema: { properties: { store: { type: 'array', items: { type: 'string' } }, period: { type: 'string', default: 'all' } }, required: ['period'] } } } } },
        },
        '/api/v1/jobs/{id}': { parameters: [{ name: 'id', in: 'path', required: true }], delete: { summary: 'Cancel' } },
    },
});

test('fields and types of a call', () => {
    assert.ok(get && post && cancel);
    assert.deepEqual(get.fields.map((field) => field.name), ['store']);
    assert.deepEqual(get.types, ['application/json', 'text/csv']);
    assert.deepEqual(post.fields.map((field) => [field.name, field.required, field.isList, field.fallback]), [['store', false, true, ''], ['period', true, false, 'all']]);
    assert.equal(cancel.method, 'DELETE');
});

test('what is sent, and the line for a terminal', () => {
    assert.ok(get && post && cancel);
    assert.deepEqual(askedOf(get, { store: 'S1,S2', other: 'x' }), { address: '/api/v1/sales/kpis?store=S1%2CS2', body: null });
    assert.deepEqual(askedOf(post, { store: 'S1,S2', period: '' }), { address: '/api/v1/sales/kpis', body: '{"store":["S1","S2"]}' });
    assert.equal(askedOf(cancel, { id: '7/8' }).address, '/api/v1/jobs/7%2F8');
    assert.equal(
        curlOf('http://h', post, { address: '/p', body: `{"reason":"it's"}` }, 'application/json'),
        `curl -H "Authorization: Bearer $KEY" -H 'Accept: application/json' -H 'Content-Type: application/json' -d '{"reason":"it'\\''s"}' 'http://h/p'`,
    );
});
