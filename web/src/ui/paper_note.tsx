/** At the foot of a printed page: what the data are and what prints the same figures. */
import { commandOf } from '../lib/command.ts';
import { tradeDay } from '../lib/date.ts';
import type { Answer } from '../state/query.ts';
import { asOf } from '../state/session.ts';

export function PaperNote({ answer }: { answer: Answer }) {
    return (
        <p class="papernote">
            {asOf.value && `Data to ${tradeDay(asOf.value)}. `}Same figures: <code>{commandOf(answer.operation, answer.parameters)}</code>
        </p>
    );
}
