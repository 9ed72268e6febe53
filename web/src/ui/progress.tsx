/** A job: what, how far, Cancel. */
import { useEffect } from 'preact/hooks';
import type { Job } from '../lib/api.ts';
import { count } from '../lib/format.ts';
import { showInPlace } from '../state/jobs.ts';

interface ProgressProps {
    job: Job;
    words: string;
    cancel: () => void;
}

/** In the place where the figures will stand; the bar at the foot then leaves the job out. */
export function Progress(props: ProgressProps) {
    const { id } = props.job;
    useEffect(() => showInPlace(id), [id]);
    return <ProgressLine {...props} />;
}

export function ProgressLine({ job, words, cancel }: ProgressProps) {
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
