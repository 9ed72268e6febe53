/** Prices that were accepted or turned down, and what came of them. */
import { count, exact, moneyAt, percentChange } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import type { Change } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const SHOWN = 10;

interface DecisionsCardProps {
    answer: Answer;
    change: Change;
    nameOf: (product: string) => string;
}

export function DecisionsCard({ answer, change, nameOf }: DecisionsCardProps) {
    const rows = (answer.result?.rows ?? []).filter((row) => text(row, 'state') !== 'withdrawn');
    const withdraw = (row: Row) => change.act('pricing.withdraw', { decision: text(row, 'decision') }, answer.retry);
    const columns: TableColumn<Row>[] = [
        {
            head: 'Price',
            class: 'two',
            cell: (row) => (
                <>
                    <span title={text(row, 'product')}>{nameOf(text(row, 'product'))}</span>
                    <span>{[`${text(row, 'state')} from ${text(row, 'starts_on')}`, text(row, 'author') && `by ${text(row, 'author')}`, text(row, 'note')].filter(Boolean).join(' · ')}</span>
                </>
            ),
        },
        { head: 'New', figure: true, cell: (row) => money(row, 'new_price') },
        { head: 'Paid', figure: true, wide: true, cell: (row) => text(row, 'done') },
        {
            head: 'Units since',
            figure: true,
            cell: (row) => <span title={`expected ${percentChange(number(row, 'expected_effect') ?? 0)}, ${count(number(row, 'days') ?? 0)} days`}>{number(row, 'effect') === null ? '-' : percentChange(number(row, 'effect') ?? 0)}</span>,
        },
        { head: 'Came', wide: true, cell: (row) => text(row, 'verdict') },
        {
            head: <span class="hidden">What to do</span>,
            class: 'todo',
            cell: (row) => (
                <button type="button" class="quiet" disabled={change.busy} onClick={() => withdraw(row)}>
                    Withdraw<span class="hidden">: {nameOf(text(row, 'product'))}</span>
                </button>
            ),
        },
    ];
    return (
        <Card title="Decided prices" note="and what came of them, beside the rest of the category" answer={answer} rows={6} class="decided">
            {() => (
                <>
                    {rows.length === 0 ? (
                        <Empty>No price was accepted or turned down yet: tick some under Prices to change.</Empty>
                    ) : (
                        <Table caption="Decided prices" rows={rows.slice(0, SHOWN)} columns={columns} keyOf={(row) => text(row, 'decision')} />
                    )}
                    {change.problem && <ErrorBox problem={change.problem} retry={change.forget} />}
                </>
            )}
        </Card>
    );
}

function money(row: Row, name: string) {
    const value = decimal(row, name);
    return value && <span title={exact(value)}>{moneyAt(value, 2)}</span>;
}
