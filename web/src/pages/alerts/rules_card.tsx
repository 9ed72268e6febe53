/** Which rules are looked for, and against which line; changed in place. */
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { flag, number, text, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { ruleName } from './figures.ts';

const SEVERITIES = ['info', 'warning', 'critical'];

export function RulesCard({ changed }: { changed: () => void }) {
    const answer = useAnswer('alerts.rules', {});
    const { busy, problem, act, forget } = useChange();
    const set = (row: Row, parameters: Readonly<Record<string, string>>) =>
        act('alerts.rule', { rule: text(row, 'rule'), ...parameters }, () => {
            answer.retry();
            changed();
        });
    const columns: TableColumn<Row>[] = [
        {
            head: 'Rule',
            class: 'wrap',
            cell: (row) => (
                <>
                    <label>
                        <input type="checkbox" disabled={busy} checked={flag(row, 'on')} onChange={(event) => set(row, { on: event.currentTarget.checked ? 'yes' : 'no' })} /> {ruleName(text(row, 'rule'))}
                    </label>
                    <span class="aside">{text(row, 'meaning')}</span>
                </>
            ),
        },
        { head: 'Line', cell: (row) => <Threshold row={row} busy={busy} set={(threshold) => set(row, { threshold })} /> },
        {
            head: 'Severity',
            wide: true,
            cell: (row) => (
                <select class="field" aria-label={`Severity of ${ruleName(text(row, 'rule'))}`} disabled={busy} value={text(row, 'severity')} onChange={(event) => set(row, { severity: event.currentTarget.value })}>
                    {SEVERITIES.map((severity) => (
                        <option key={severity} value={severity}>
                            {severity}
                        </option>
                    ))}
                </select>
            ),
        },
    ];
    return (
        <Card title="Rules" note="checked at every import" answer={answer} rows={7} class="rules watch">
            {(result) => (
                <>
                    {problem && <ErrorBox problem={problem} retry={forget} />}
                    <Table caption="Rules of alerts" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'rule')} />
                </>
            )}
        </Card>
    );
}

/** Said with Enter or by leaving the field; a figure out of range is refused with its range. */
function Threshold({ row, busy, set }: { row: Row; busy: boolean; set: (threshold: string) => void }) {
    const stands = String(number(row, 'threshold') ?? '');
    const typed = useSignal(stands);
    useEffect(() => {
        if (!busy) typed.value = stands; // what was refused does not stand there as if it held
    }, [busy, stands]);
    const commit = () => {
        const value = typed.value.trim();
        if (value && value !== stands) set(value);
        else typed.value = stands;
    };
    return (
        <label class="line">
            <input
                class="field narrow"
                type="number"
                step="any"
                aria-label={`Line of ${ruleName(text(row, 'rule'))}, ${text(row, 'unit')}`}
                disabled={busy}
                value={typed.value}
                onInput={(event) => (typed.value = event.currentTarget.value)}
                onChange={commit}
            />{' '}
            <span class="m">{text(row, 'unit')}</span>
        </label>
    );
}
