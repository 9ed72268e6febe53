/** Figures in words, for the sentences. */
import { percent } from './format.ts';

const SHARES: ReadonlyArray<[number, string]> = [
    [1 / 4, 'a quarter'],
    [1 / 3, 'a third'],
    [1 / 2, 'half'],
    [2 / 3, 'two thirds'],
    [3 / 4, 'three quarters'],
];

/** Thirds and quarters when within five points of one, else per cent. */
export function shareInWords(share: number): string {
    if (share >= 0.95 && share <= 1.05) return 'nearly all';
    let best: [number, string] | undefined;
    for (const named of SHARES) {
        if (Math.abs(named[0] - share) > 0.05) continue;
        if (!best || Math.abs(named[0] - share) < Math.abs(best[0] - share)) best = named;
    }
    return best ? best[1] : percent(share, 0);
}

export function plural(count: number, one: string, many = `${one}s`): string {
    return count === 1 ? one : many;
}

/** "a, b and c" */
export function list(words: readonly string[]): string {
    if (words.length < 2) return words[0] ?? '';
    return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`;
}

/** Rounded to two figures: what the range of an estimate supports. */
export function roughly(value: number): number {
    if (value === 0 || !Number.isFinite(value)) return 0;
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
    return Math.round(value / unit) * unit;
}
