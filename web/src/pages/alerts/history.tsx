/** What happened to an alert, and who did it; asked for when somebody wants to see it. */
import { useSignal } from '@preact/signals';
import { moment } from '../../lib/date.ts';
import { text } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';

export function AlertHistory({ id, message }: { id: string; message: string }) {
    const open = useSignal(false);
    const answer = useAnswer('alerts.history', open.value ? { id } : null);
    return (
        <>
            <button type="button" class="quiet" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
                History<span class="hidden"> of: {message}</span>
            </button>
            {open.value &&
                answer.result?.rows.map((row) => (
                    <span class="aside" key={`${text(row, 'at')} ${text(row, 'event')}`}>
                        {moment(text(row, 'at'))} · {text(row, 'event')} by {text(row, 'author') || 'the program'}
                        {text(row, 'note') && `: ${text(row, 'note')}`}
                    </span>
                ))}
        </>
    );
}
