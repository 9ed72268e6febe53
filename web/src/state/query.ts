/** Figures on the page. A query is an operation with its parameters; every part of a page that asks the same shares one
 *  answer. When the data version rises, those on the page are asked again; their last figures stay meanwhile. */
import { signal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { cancelJob, run, startJob, type Job, type Parameters } from '../lib/api.ts';
import { problemFrom, type Problem } from '../lib/problem.ts';
import type { Result } from '../lib/table.ts';
import { finish } from './jobs.ts';
import { dataVersion } from './session.ts';

export interface Answer {
    operation: string;
    parameters: Parameters;
    result: Result | null;
    problem: Problem | null;
    /** A newer answer is on its way; `result` is the last one. */
    busy: boolean;
    job: Job | null;
    /** The job that made `result`; null where it was no job. */
    madeBy: string | null;
    /** Version of the data that `result` was counted from. */
    version: number;
    retry: () => void;
    cancel: () => void;
}

interface Query {
    answer: Signal<Answer>;
    users: number;
    long: boolean;
    again: boolean;
}

const AGAIN_MS = 10_000; // after an answer of before

const queries = new Map<string, Query>();
const KEPT = 60; // answers kept for a way back; the oldest unused go first

function keyOf(operation: string, parameters: Parameters): string {
    return `${operation}?${new URLSearchParams(Object.entries(parameters).sort()).toString()}`;
}

function update(query: Query, change: Partial<Answer>): void {
    query.answer.value = { ...query.answer.value, ...change };
}

async function fetchAnswer(query: Query): Promise<void> {
    const { operation, parameters } = query.answer.value;
    const version = dataVersion.value;
    update(query, { busy: true, problem: null });
    query.again = false;
    try {
        const result = query.long ? await runAsJob(query) : await run(operation, parameters);
        update(query, { result, busy: false, job: null, madeBy: query.answer.peek().job?.id ?? null, version });
        if (result.keptAt) window.setTimeout(() => query.users && !query.answer.peek().busy && void fetchAnswer(query), AGAIN_MS);
        if ((query.again || version !== dataVersion.value) && query.users) void fetchAnswer(query);
    } catch (error) {
        update(query, { problem: problemFrom(error), busy: false, job: null, version });
    }
}

/** Everything on the page once more; what is being answered, when it is. */
export function askAgain(): void {
    for (const query of queries.values()) {
        if (query.users && query.answer.peek().busy) query.again = true;
        else if (query.users) void fetchAnswer(query);
    }
}

/** What takes long is a job: with progress, and with a way to stop it. */
async function runAsJob(query: Query): Promise<Result> {
    const { operation, parameters } = query.answer.value;
    return await finish(await startJob(operation, parameters), (job) => update(query, { job }));
}

function queryOf(operation: string, parameters: Parameters, long: boolean): Query {
    const key = keyOf(operation, parameters);
    const known = queries.get(key);
    if (known) return known;
    const answer = signal<Answer>({
        operation,
        parameters,
        result: null,
        problem: null,
        busy: false,
        job: null,
        madeBy: null,
        version: -1,
        retry: () => void fetchAnswer(query),
        cancel: () => {
            const job = answer.value.job;
            if (job) void cancelJob(job.id);
        },
    });
    const query: Query = { answer, users: 0, long, again: false };
    queries.set(key, query);
    for (const [old, { users }] of queries) {
        if (queries.size <= KEPT) break;
        if (users === 0 && old !== key) queries.delete(old);
    }
    return query;
}

const ABSENT: Answer = {
    operation: '',
    parameters: {},
    result: null,
    problem: null,
    busy: false,
    job: null,
    madeBy: null,
    version: 0,
    retry: () => undefined,
    cancel: () => undefined,
};

/** The answer to an operation, followed while the component is on the page. `parameters` null: not asked (yet). While a new
 *  choice of parameters is being answered, the result of the last one stays. */
export function useAnswer(operation: string, parameters: Parameters | null, options: { long?: boolean } = {}): Answer {
    const last = useRef<Result | null>(null);
    const query = parameters ? queryOf(operation, parameters, options.long ?? false) : null;
    const version = dataVersion.value;
    useEffect(() => {
        if (!query) return undefined;
        query.users++;
        return () => {
            query.users--;
        };
    }, [query]);
    useEffect(() => {
        if (!query) return;
        const { busy, version: counted } = query.answer.peek();
        if (!busy && counted < version) void fetchAnswer(query);
    }, [query, version]);
    if (!query) return { ...ABSENT, operation };
    const answer = query.answer.value;
    if (answer.result) last.current = answer.result;
    if (answer.problem) last.current = null;
    return answer.result || !last.current ? answer : { ...answer, result: last.current, busy: true };
}
