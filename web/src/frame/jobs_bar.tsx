/** Work in progress that no card of the page shows: what, how far, and Cancel. */
import { cancelJob } from '../lib/api.ts';
import { jobs } from '../state/events.ts';
import { shownInPlace } from '../state/jobs.ts';
import { operations } from '../state/session.ts';
import { ProgressLine } from '../ui/progress.tsx';

/** As many as leave a phone its page. */
const SHOWN = 2;

export function JobsBar() {
    const running = [...jobs.value.values()].filter(
        (job) => (job.state === 'running' || job.state === 'queued') && !shownInPlace.value.has(job.id),
    );
    if (running.length === 0) return null;
    return (
        <div class="jobs" role="status">
            {running.slice(0, SHOWN).map((job) => (
                <ProgressLine
                    key={job.id}
                    job={job}
                    words={operations.value.get(job.operation)?.summary.split(':')[0] ?? job.operation}
                    cancel={() => void cancelJob(job.id)}
                />
            ))}
            {running.length > SHOWN && <p class="progress">{`${running.length - SHOWN} more under way`}</p>}
        </div>
    );
}
