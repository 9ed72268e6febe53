/** What a picture shows, and how models learnt, as figures. */
import { number, text, type Result } from '../../lib/table.ts';

export interface Seen {
    file: string;
    /** A class, or "unsure". */
    label: string;
    /** The most likely class, also where it is unsure. */
    best: string;
    confidence: number;
    alternatives: readonly { label: string; confidence: number }[];
    nearest: readonly string[];
}

/** "Fruit/Apple 0.812, Fruit/Pear 0.101" */
export function readAlternatives(words: string): { label: string; confidence: number }[] {
    return words
        .split(/(?<=\d), /)
        .map((part) => /^(.*) (\d\.\d+)$/.exec(part))
        .flatMap((found) => (found ? [{ label: found[1] ?? '', confidence: Number(found[2]) }] : []));
}

export function readSeen(result: Result | null): Seen | null {
    const row = result?.rows[0];
    if (!row) return null;
    const alternatives = readAlternatives(text(row, 'alternatives'));
    return {
        file: text(row, 'file'),
        label: text(row, 'label'),
        best: alternatives[0]?.label ?? text(row, 'label'),
        confidence: number(row, 'confidence') ?? 0,
        alternatives,
        nearest: text(row, 'nearest').split(', ').filter(Boolean),
    };
}

/** What to look for in the range of products: the last part of a class, as words. "Fruit/Apple/Royal-Gala" is "Royal Gala". */
export function wordsOf(label: string): string {
    return (label.split('/').at(-1) ?? label).replace(/[-_]+/g, ' ').trim();
}

export interface Model {
    name: string;
    isTraining: boolean;
    network: string;
    version: string;
    classes: number | null;
    pictures: number | null;
    accuracy: number | null;
    top5: number | null;
    epochsDone: number;
    epochs: number | null;
    perSecond: number | null;
    secondsLeft: number | null;
}

export function readModels(result: Result | null): Model[] {
    return (result?.rows ?? []).map((row) => ({
        name: text(row, 'model'),
        isTraining: text(row, 'state') === 'training',
        network: text(row, 'network'),
        version: text(row, 'version'),
        classes: number(row, 'classes'),
        pictures: number(row, 'pictures'),
        accuracy: number(row, 'accuracy'),
        top5: number(row, 'top5'),
        epochsDone: number(row, 'epochs_done') ?? 0,
        epochs: number(row, 'epochs'),
        perSecond: number(row, 'pictures_per_s'),
        secondsLeft: number(row, 'seconds_left'),
    }));
}

export interface Epoch {
    epoch: number;
    loss: number | null;
    accuracy: number | null;
    heldLoss: number | null;
    heldAccuracy: number | null;
}

export function readCurve(result: Result | null): Epoch[] {
    return (result?.rows ?? []).map((row) => ({
        epoch: number(row, 'epoch') ?? 0,
        loss: number(row, 'loss'),
        accuracy: number(row, 'accuracy'),
        heldLoss: number(row, 'held_loss'),
        heldAccuracy: number(row, 'held_accuracy'),
    }));
}

/** "3 min 20 s" */
export function duration(seconds: number): string {
    const whole = Math.round(seconds);
    if (whole < 60) return `${whole} s`;
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
