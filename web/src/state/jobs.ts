/** Follows a job to its end. */
import { effect, signal } from '@preact/signals';
import { failureOf, jobResult, post, readJob, type Job, type Lists } from '../lib/api.ts';
import type { Result } from '../lib/table.ts';
import { jobs, noteJob } from './events.ts';

/** Jobs whose progress the page shows in its place; the bar at the foot shows the others. */
export const shownInPlace = signal<ReadonlySet<string>>(new Set());

export function showInPlace(id: string): () => void {
    shownInPlace.value = new Set(shownInPlace.value).add(id);
    return () => {
        const rest = new Set(shownInPlace.value);
        rest.delete(id);
        shownInPlace.value = rest;
    };
}

const ASK_MS = 1000; // where the stream of events is silent

/** The result of the job; each account of it goes to `news`. Throws a Problem when it failed or was cancelled. */
export async function finish(started: Job, news: (job: Job) => void): Promise<Result> {
    let job = started;
    for (;;) {
        noteJob(job);
        news(job);
        if (job.state === 'done') return await jobResult(job.id);
        if (job.state === 'failed' || job.state === 'cancelled') throw failureOf(job);
        job = await nextNews(job);
    }
}

/** Changes something: runs the operation to its end. Throws a Problem. */
export async function change(operation: string, parameters: Lists): Promise<Result> {
    const answer = await post(operation, parameters);
    return 'rows' in answer ? answer : await finish(answer, () => undefined);
}

/** The next account of the job: from the stream of events, else by asking. */
function nextNews(job: Job): Promise<Job> {
    return new Promise((resolve, reject) => {
        const timer = window.setTimeout(() => {
            stop();
            readJob(job.id).then(resolve, reject);
        }, ASK_MS);
        const stop = effect(() => {
            const later = jobs.value.get(job.id);
            if (!later || later === job) return;
            window.clearTimeout(timer);
            queueMicrotask(() => stop());
            resolve(later);
        });
    });
}
