/** The HTTP API: an operation is addressed by its name, its parameters are text. */
import { Problem, problemOf } from './problem.ts';
import { readResult, type Result } from './table.ts';

export type Parameters = Readonly<Record<string, string>>;

/** Parameters of which some are lists. */
export type Lists = Readonly<Record<string, string | readonly string[]>>;

export interface Job {
    id: string;
    operation: string;
    state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
    progress: { stage?: string; done?: number; total?: number; unit?: string } | null;
    error: { detail?: string; title?: string; status?: number } | null;
}

export function addressOf(operation: string, parameters: Parameters = {}): string {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '')).toString();
    return `/api/v1/${operation.replaceAll('.', '/')}${query ? `?${query}` : ''}`;
}

async function ask(address: string, options: RequestInit = {}): Promise<Response> {
    const response = await fetch(address, { credentials: 'same-origin', ...options });
    if (!response.ok) throw await problemOf(response);
    return response;
}

export async function getJson<T>(address: string): Promise<T> {
    return (await (await ask(address, { headers: { Accept: 'application/json' } })).json()) as T;
}

/** Opens a session, which the server keeps in a cookie. */
export async function signIn(how: 'sign-in' | 'welcome', given: Parameters): Promise<void> {
    await ask(`/api/v1/${how}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given) });
}

export async function signOut(): Promise<void> {
    await ask('/logout', { method: 'POST' });
}

export async function run(operation: string, parameters: Parameters): Promise<Result> {
    const response = await ask(addressOf(operation, parameters), { headers: { Accept: 'application/json' } });
    const kept = response.headers.get('Retailinsight-Kept'); // set by the service worker alone
    const result = readResult(await response.text());
    return kept ? { ...result, keptAt: new Date(kept) } : result;
}

function newKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An operation by POST: its result, or the job that makes it. Each press of a button is one change, however often it is sent. */
export async function post(operation: string, parameters: Lists): Promise<Job | Result> {
    const response = await ask(addressOf(operation), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': newKey() },
        body: JSON.stringify(parameters),
    });
    if (response.status === 202) return (await response.json()) as Job;
    return readResult(await response.text());
}

export async function startJob(operation: string, parameters: Parameters): Promise<Job> {
    const response = await ask(addressOf(operation), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(parameters),
    });
    return (await response.json()) as Job;
}

/** Sends a file to an operation that takes one; its other parameters go in the address. */
export async function startUpload(operation: string, parameters: Parameters, file: Blob): Promise<Job | Result> {
    const response = await ask(addressOf(operation, parameters), {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' },
        body: file,
    });
    if (response.status === 202) return (await response.json()) as Job;
    return readResult(await response.text());
}

export async function jobResult(id: string): Promise<Result> {
    const response = await ask(`/api/v1/jobs/${encodeURIComponent(id)}/result`, { headers: { Accept: 'application/json' } });
    return readResult(await response.text());
}

/** The figures as a file: of the job that made them while the server keeps it, else asked for anew. */
export async function fetchFile(operation: string, parameters: Parameters, job: string | null, type: string): Promise<Blob> {
    const headers = { Accept: type };
    if (job) {
        const kept = await fetch(`/api/v1/jobs/${encodeURIComponent(job)}/result`, { credentials: 'same-origin', headers });
        if (kept.ok) return await kept.blob();
        if (kept.status !== 404) throw await problemOf(kept);
    }
    return await (await ask(addressOf(operation, parameters), { headers })).blob();
}

export async function readJob(id: string): Promise<Job> {
    return await getJson<Job>(`/api/v1/jobs/${encodeURIComponent(id)}`);
}

export async function cancelJob(id: string): Promise<void> {
    await ask(`/api/v1/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function failureOf(job: Job): Problem {
    if (job.state === 'cancelled') return new Problem(499, 'Cancelled.');
    return new Problem(job.error?.status ?? 500, job.error?.detail ?? job.error?.title ?? 'The calculation failed.');
}
