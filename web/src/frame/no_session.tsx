/** What stands where the dashboard would, when nothing answers. */
import type { Problem } from '../lib/problem.ts';
import { loadSession } from '../state/session.ts';

export function NoSession({ problem }: { problem: Problem }) {
    return (
        <main class="alone" id="content">
            <h1>RetailInsight does not answer</h1>
            <p>{problem.message}</p>
            <button type="button" class="btn" onClick={() => void loadSession()}>
                Try again
            </button>
        </main>
    );
}
