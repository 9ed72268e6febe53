/** The number whose origin is being shown, and the answer whose table is being shown. One dialog of each on the page. */
import { signal } from '@preact/signals';
import type { Parameters } from '../lib/api.ts';
import type { Answer } from './query.ts';

export interface HowTarget {
    title: string;
    operation: string;
    column?: string;
    parameters: Parameters;
    version: number;
    notes: readonly string[];
}

export const how = signal<HowTarget | null>(null);

export interface TableTarget {
    title: string;
    answer: Answer;
}

export const shownTable = signal<TableTarget | null>(null);

export function explain(title: string, answer: Answer, column?: string): void {
    how.value = {
        title,
        operation: answer.operation,
        ...(column ? { column } : {}),
        parameters: answer.parameters,
        version: answer.version,
        notes: answer.result?.notes ?? [],
    };
}
