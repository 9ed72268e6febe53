/** Who asks, of which workspace, and what the operations are. */
import { computed, signal } from '@preact/signals';
import { getJson } from '../lib/api.ts';
import { problemFrom, type Problem } from '../lib/problem.ts';

export interface Session {
    name: string;
    roles: readonly string[];
    stores: readonly string[] | null;
    workspace: string;
    version: string;
    data_version: number;
    as_of: string | null;
}

export interface OperationColumn {
    name: string;
    type: string;
    unit?: string | null;
    help?: string | null;
}

export interface OperationParameter {
    name: string;
    type: string;
    help?: string | null;
    default?: string | null;
    allowed?: readonly string[] | null;
}

export interface Operation {
    name: string;
    summary: string;
    details?: string | null;
    flags?: readonly string[];
    examples?: readonly string[];
    params: readonly OperationParameter[];
    columns: readonly OperationColumn[];
}

export const session = signal<Session | null>(null);
export const sessionProblem = signal<Problem | null>(null);
export const operations = signal<ReadonlyMap<string, Operation>>(new Map());
/** Rises with every commit; a figure shown belongs to one. */
export const dataVersion = signal(0);
/** The last business day with data; null while there is none. */
export const asOf = computed(() => session.value?.as_of ?? null);

export async function loadSession(): Promise<void> {
    try {
        const [who, table] = await Promise.all([
            getJson<Session>('/api/v1/session'),
            operations.value.size ? null : getJson<readonly Operation[] | { operations: readonly Operation[] }>('/api/v1/operations'),
        ]);
        if (table) {
            const list = 'operations' in table ? table.operations : table;
            operations.value = new Map(list.map((operation) => [operation.name, operation]));
        }
        session.value = who;
        sessionProblem.value = null;
        dataVersion.value = Math.max(dataVersion.value, who.data_version);
    } catch (error) {
        sessionProblem.value = problemFrom(error);
    }
}

/** Whether this server knows the operation (and, when asked, a parameter of it). */
export function knows(operation: string, parameter?: string): boolean {
    const found = operations.value.get(operation);
    return found !== undefined && (parameter === undefined || found.params.some((p) => p.name === parameter));
}

export function columnHelp(operation: string, column: string): string | null {
    return operations.value.get(operation)?.columns.find((c) => c.name === column)?.help ?? null;
}
