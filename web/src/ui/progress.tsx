/** A job: what, how far, Cancel. */
import type { Job } from '../lib/api.ts';
import { count } from '../lib/format.ts';

export function Progress({ job, words, cancel }: { job: Job; words: string; cancel: () => void }) {
    const { stage, done = 0, total = 0, unit = '' } = job.progress ?? {};
    return (
        <div class="progress">
            <span>
                {words}
                <span class="note">
                    {stage && ` · ${stage}`}
                    {total > 0 && ` · ${count(done)} of ${count(total)} ${unit}`}
                </span>
            </span>
            <progress aria-label={words} {...(total > 0 ? { value: done, max: total } : {})} />
            <button type="button" class="btn" onClick={cancel}>
                Cancel
            </button>
        </div>
    );
}
