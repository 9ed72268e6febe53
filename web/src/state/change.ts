/** A change by a button: while it runs the button waits, and what went wrong is said where it was pressed. */
import { useSignal } from '@preact/signals';
import type { Lists } from '../lib/api.ts';
import { problemFrom, type Problem } from '../lib/problem.ts';
import type { Result } from '../lib/table.ts';
import { change } from './jobs.ts';

export interface Change {
    busy: boolean;
    problem: Problem | null;
    act: (operation: string, parameters: Lists, done: (result: Result) => void) => void;
    forget: () => void;
}

export function useChange(): Change {
    const busy = useSignal(false);
    const problem = useSignal<Problem | null>(null);
    return {
        busy: busy.value,
        problem: problem.value,
        act: (operation, parameters, done) => {
            busy.value = true;
            problem.value = null;
            change(operation, parameters)
                .then(done, (error: unknown) => (problem.value = problemFrom(error)))
                .finally(() => (busy.value = false));
        },
        forget: () => (problem.value = null),
    };
}
