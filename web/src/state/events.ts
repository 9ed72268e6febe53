/** What the server says by itself: a new data version, the progress of jobs. One stream, kept open. */
import { signal } from '@preact/signals';
import type { Job } from '../lib/api.ts';
import { dataVersion, loadSession } from './session.ts';

export type Connection = { state: 'live' } | { state: 'offline'; since: Date };

export const connection = signal<Connection>({ state: 'live' });
/** Rises with every alert that opens, changes or ends. */
export const alertNews = signal(0);
export const jobs = signal<ReadonlyMap<string, Job>>(new Map());

const PAUSE_MS = 250; // figures follow at most four times a second

let waiting = false;

function rise(version: number): void {
    if (version <= dataVersion.value || waiting) return;
    waiting = true;
    window.setTimeout(() => {
        waiting = false;
        void loadSession();
    }, PAUSE_MS);
}

export function noteJob(job: Job): void {
    jobs.value = new Map(jobs.value).set(job.id, job);
}

export function watchEvents(): void {
    const source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => {
        if (connection.value.state === 'offline') void loadSession();
        connection.value = { state: 'live' };
    });
    source.addEventListener('error', () => {
        if (connection.value.state === 'live') connection.value = { state: 'offline', since: new Date() };
    });
    source.addEventListener('data_version', (event) => {
        rise((JSON.parse(String(event.data)) as { data_version: number }).data_version);
    });
    source.addEventListener('alert', () => (alertNews.value += 1));
    source.addEventListener('job', (event) => noteJob(JSON.parse(String(event.data)) as Job));
}
