/** Work in progress that no card of the page shows: what, how far, and Cancel. */
import { cancelJob } from '../lib/api.ts';
import { jobs } from '../state/events.ts';
import { operations } from '../state/session.ts';
import { Progress } from '../ui/progress.tsx';

export function JobsBar() {
    const running = [...jobs.value.values()].filter((job) => job.state === 'running' || job.state === 'queued');
    if (running.length === 0) return null;
    return (
        <div class="jobs" role="status">
            {running.map((job) => (
                <Progress
                    key={job.id}
                    job={job}
                    words={operations.value.get(job.operation)?.summary.split(':')[0] ?? job.operation}
                    cancel={() => void cancelJob(job.id)}
                />
            ))}
        </div>
    );
}
