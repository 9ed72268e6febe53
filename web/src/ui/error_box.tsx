/** In place of the one thing that failed: what, in plain words, and a way on. */
import type { Problem } from '../lib/problem.ts';

export function ErrorBox({ problem, retry }: { problem: Problem; retry: () => void }) {
    const words = problem.message.charAt(0).toUpperCase() + problem.message.slice(1);
    return (
        <div class="failed" role="alert">
            <p>{words}</p>
            <p>
                {problem.request && <span class="note">Request {problem.request} </span>}
                <button type="button" class="btn" onClick={retry}>
                    Retry
                </button>
            </p>
        </div>
    );
}
