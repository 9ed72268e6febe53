/** What the server's description (OpenAPI 3.1) says, as a form and as a line for a terminal. */
export interface Field {
    name: string;
    /** Where it goes: in the query, in the path, or in the body. */
    place: 'query' | 'path' | 'body';
    required: boolean;
    help: string;
    allowed: readonly string[];
    fallback: string;
    isList: boolean;
}

export interface Endpoint {
    method: string;
    path: string;
    summary: string;
    fields: readonly Field[];
    /** Types its answer comes in; JSON first. */
    types: readonly string[];
}

interface Schema {
    type?: string | readonly string[];
    enum?: readonly (string | null)[];
    default?: unknown;
    description?: string;
    items?: Schema;
    properties?: Readonly<Record<string, Schema>>;
    required?: readonly string[];
}

interface DescribedParameter {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: Schema;
}

interface DescribedCall {
    summary?: string;
    parameters?: readonly DescribedParameter[];
    requestBody?: { content?: Readonly<Record<string, { schema?: Schema }>> };
    responses?: Readonly<Record<string, { content?: Readonly<Record<string, unknown>> }>>;
}

export interface Described {
    paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const METHODS = ['get', 'post', 'delete'] as const;

function fieldOf(name: string, place: Field['place'], schema: Schema | undefined, required: boolean, help: string): Field {
    const of = schema?.items ?? schema;
    return {
        name,
        place,
        required,
        help: help || schema?.description || '',
        allowed: (of?.enum ?? []).filter((item): item is string => item !== null),
        fallback: schema?.default === undefined ? '' : String(schema.default),
        isList: schema?.items !== undefined,
    };
}

function endpointOf(method: string, path: string, call: DescribedCall, shared: readonly DescribedParameter[]): Endpoint {
    const body = call.requestBody?.content?.['application/json']?.schema;
    const named = [...shared, ...(call.parameters ?? [])].filter(({ in: place }) => place === 'query' || place === 'path');
    return {
        method: method.toUpperCase(),
        path,
        summary: call.summary ?? '',
        fields: [
            ...named.map((one) => fieldOf(one.name, one.in === 'path' ? 'path' : 'query', one.schema, one.required ?? false, one.description ?? '')),
            ...Object.entries(body?.properties ?? {}).map(([name, schema]) => fieldOf(name, 'body', schema, body?.required?.includes(name) ?? false, '')),
        ],
        types: Object.keys(call.responses?.['200']?.content ?? {}).sort((a, b) => Number(b === 'application/json') - Number(a === 'application/json')),
    };
}

export function readPaths({ paths }: Described): Endpoint[] {
    return Object.entries(paths).flatMap(([path, item]) =>
        METHODS.flatMap((method): Endpoint[] => {
            const call = item[method] as DescribedCall | undefined;
            return call ? [endpointOf(method, path, call, (item.parameters as readonly DescribedParameter[] | undefined) ?? [])] : [];
        }),
    );
}

export interface Asked {
    address: string;
    body: string | null;
}

/** What is sent, of what was typed; what is empty is left out. */
export function askedOf(endpoint: Endpoint, typed: Readonly<Record<string, string>>): Asked {
    const given = endpoint.fields.filter((field) => (typed[field.name] ?? '') !== '');
    const value = (field: Field) => typed[field.name] ?? '';
    let path = endpoint.path;
    for (const field of given) if (field.place === 'path') path = path.replace(`{${field.name}}`, encodeURIComponent(value(field)));
    const query = new URLSearchParams(given.filter((field) => field.place === 'query').map((field) => [field.name, value(field)])).toString();
    const body = Object.fromEntries(given.filter((field) => field.place === 'body').map((field) => [field.name, field.isList ? value(field).split(',') : value(field)]));
    return { address: query ? `${path}?${query}` : path, body: endpoint.method === 'POST' ? JSON.stringify(body) : null };
}

function quoted(words: string): string {
    return `'${words.replaceAll("'", `'\\''`)}'`;
}

/** The same on a terminal, with a key in $KEY. */
export function curlOf(origin: string, endpoint: Endpoint, { address, body }: Asked, type: string): string {
    const parts = ['curl', '-H "Authorization: Bearer $KEY"', `-H ${quoted(`Accept: ${type}`)}`];
    if (endpoint.method === 'DELETE') parts.push('-X DELETE');
    if (body !== null) parts.push(`-H 'Content-Type: application/json' -d ${quoted(body)}`);
    return [...parts, quoted(origin + address)].join(' ');
}
