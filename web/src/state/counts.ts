/** Shelf counts on their way: kept on this device, sent when the program can be reached. */
import { signal } from '@preact/signals';
import { readCounts, sendCounts, type Count, type Fate } from '../lib/counts.ts';
import { problemFrom } from '../lib/problem.ts';
import { change } from './jobs.ts';

const KEPT = 'retailinsight-counts';
const AGAIN_MS = 15_000;

export const counts = signal<readonly Count[]>(readCounts(localStorage.getItem(KEPT)));

let sending = false;

function keep(list: readonly Count[]): void {
    counts.value = list;
    localStorage.setItem(KEPT, JSON.stringify(list));
}

async function send({ store, product, units, at }: Count): Promise<Fate> {
    try {
        await change('shop.count', { store, product, units, at });
        return { done: true };
    } catch (error) {
        const { status, message } = problemFrom(error);
        const isRefused = status >= 400 && status < 500 && ![401, 408, 409, 429].includes(status);
        return isRefused ? { refused: message } : { later: true };
    }
}

/** Sends what waits; what was added meanwhile stays for the next time. */
export async function flushCounts(): Promise<void> {
    if (sending || counts.value.length === 0) return;
    sending = true;
    const waiting = counts.value;
    try {
        const left = await sendCounts(waiting, send);
        keep([...left, ...counts.value.slice(waiting.length)]);
    } finally {
        sending = false;
    }
}

export function addCount(count: Count): void {
    keep([...counts.value, count]);
    void flushCounts();
}

export function forgetCount(count: Count): void {
    keep(counts.value.filter((other) => other !== count));
}

/** Tries again when the connection comes back, and now and then. */
export function watchCounts(): () => void {
    const again = () => void flushCounts();
    const timer = window.setInterval(again, AGAIN_MS);
    window.addEventListener('online', again);
    again();
    return () => {
        window.clearInterval(timer);
        window.removeEventListener('online', again);
    };
}
