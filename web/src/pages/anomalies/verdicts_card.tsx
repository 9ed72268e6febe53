/** What a person said is no problem, and a way to take it back. */
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readVerdicts, type Verdict } from './figures.ts';

interface VerdictsCardProps {
    answer: Answer;
    busy: boolean;
    undo: (verdict: Verdict) => void;
}

export function VerdictsCard({ answer, busy, undo }: VerdictsCardProps) {
    const verdicts = readVerdicts(answer.result);
    if (!answer.problem && verdicts.length === 0) return null;
    const columns: TableColumn<Verdict>[] = [
        {
            head: 'Events like this are not told',
            class: 'wrap',
            cell: (verdict) => (
                <>
                    {verdict.text}
                    <span class="aside">
                        {verdict.setAt.slice(0, 16).replace('T', ' ')} UTC
                        {verdict.author && ` by ${verdict.author}`}
                        {verdict.note && `: ${verdict.note}`}
                    </span>
                </>
            ),
        },
        {
            head: <span class="hidden">What to do</span>,
            class: 'todo',
            cell: (verdict) => (
                <button type="button" class="quiet" disabled={busy} onClick={() => undo(verdict)}>
                    Undo<span class="hidden">: {verdict.text}</span>
                </button>
            ),
        },
    ];
    return (
        <Card title="No problem" note="one that costs more than twice as much is told all the same" answer={answer} class="inbox">
            {() => <Table caption="What is no problem" rows={verdicts} columns={columns} keyOf={(verdict) => verdict.id} />}
        </Card>
    );
}
