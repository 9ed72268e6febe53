/** Sends a file: first to see what would be understood, then to take it in. */
import { signal } from '@preact/signals';
import { startUpload, type Job, type Parameters } from '../../lib/api.ts';
import { problemFrom, type Problem } from '../../lib/problem.ts';
import type { Result } from '../../lib/table.ts';
import { finish } from '../../state/jobs.ts';
import { loadSession } from '../../state/session.ts';

export interface Upload {
    file: File | null;
    kind: string;
    /** What would be understood. */
    check: Result | null;
    /** What was taken in. */
    done: Result | null;
    job: Job | null;
    busy: boolean;
    problem: Problem | null;
}

const EMPTY: Upload = { file: null, kind: 'sales', check: null, done: null, job: null, busy: false, problem: null };

export const upload = signal<Upload>(EMPTY);

function change(part: Partial<Upload>): void {
    upload.value = { ...upload.value, ...part };
}

export function chooseFile(file: File | null): void {
    change({ file, check: null, done: null, problem: null });
    if (file) void checkFile();
}

export function chooseKind(kind: string): void {
    change({ kind, check: null, done: null, problem: null });
    if (upload.value.file) void checkFile();
}

async function send(more: Parameters): Promise<Result | null> {
    const { file, kind } = upload.value;
    if (!file) return null;
    change({ busy: true, problem: null, job: null });
    try {
        const answer = await startUpload('import', { as: kind, name: file.name, ...more }, file);
        return 'columns' in answer ? answer : await finish(answer, (job) => change({ job }));
    } catch (error) {
        change({ problem: problemFrom(error) });
        return null;
    } finally {
        change({ busy: false, job: null });
    }
}

async function checkFile(): Promise<void> {
    const check = await send({ 'dry-run': 'true' });
    if (check) change({ check });
}

export async function takeIn(): Promise<void> {
    const done = await send({});
    if (!done) return;
    change({ done, check: null, file: null });
    await loadSession();
}
