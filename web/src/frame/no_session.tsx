/** What stands where the dashboard would, when nobody is signed in or nothing answers. */
import type { Problem } from '../lib/problem.ts';
import { loadSession } from '../state/session.ts';

export function NoSession({ problem }: { problem: Problem }) {
    return (
        <main class="alone" id="content">
            <h1>{problem.isSignedOut ? 'This address needs a link' : 'RetailInsight does not answer'}</h1>
            {problem.isSignedOut ? (
                <p>
                    The link that opens a session works once. On the machine that serves, <code>retailinsight link</code> prints a
                    new one.
                </p>
            ) : (
                <p>{problem.message}</p>
            )}
            <button type="button" class="btn" onClick={() => void loadSession()}>
                Try again
            </button>
        </main>
    );
}
