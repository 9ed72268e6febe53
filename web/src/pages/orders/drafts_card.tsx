/** Orders to suppliers that wait: drafts to look over and send, sent ones that have not come. */
import { useSignal } from '@preact/signals';
import { longDay } from '../../lib/date.ts';
import { addressOf } from '../../lib/api.ts';
import { Decimal } from '../../lib/decimal.ts';
import { count, exact, money, units } from '../../lib/format.ts';
import { decimal, number, text, type Result } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { DraftLines } from './draft_lines.tsx';

interface Draft {
    order: string;
    state: string;
    supplier: string;
    store: string;
    expected: string;
    lines: number;
    units: number;
    value: Decimal | null;
    currency: string;
}

function readDrafts(result: Result | null): Draft[] {
    return (result?.rows ?? []).map((row) => ({
        order: text(row, 'order'),
        state: text(row, 'state'),
        supplier: text(row, 'supplier_name') || text(row, 'supplier'),
        store: text(row, 'store'),
        expected: text(row, 'expected_on'),
        lines: number(row, 'lines') ?? 0,
        units: number(row, 'units') ?? 0,
        value: decimal(row, 'value'),
        currency: text(row, 'currency'),
    }));
}

export function DraftsCard({ answer }: { answer: Answer }) {
    const { busy, problem, act: change, forget } = useChange();
    const drafts = readDrafts(answer.result);
    const opened = useSignal<Draft | null>(null);
    if (answer.result && drafts.length === 0) return null;
    const act = (operation: string, order: string) => change(operation, { order }, answer.retry);
    const columns: TableColumn<Draft>[] = [
        {
            head: 'Order',
            cell: (draft) => (
                <button type="button" class="quiet" aria-expanded={opened.value?.order === draft.order} onClick={() => (opened.value = opened.value?.order === draft.order ? null : draft)}>
                    <span class="hidden">Lines of </span>
                    {draft.order}
                </button>
            ),
        },
        { head: 'State', cell: (draft) => draft.state.replaceAll('_', ' ') },
        { head: 'Supplier', cell: (draft) => <span class="name">{draft.supplier}</span> },
        { head: 'Store', wide: true, cell: (draft) => draft.store },
        { head: 'Expected', wide: true, class: 'm', cell: (draft) => (draft.expected ? longDay(draft.expected) : '') },
        { head: 'Lines', figure: true, wide: true, cell: (draft) => count(draft.lines) },
        { head: 'Units', figure: true, wide: true, cell: (draft) => units(draft.units) },
        { head: 'At cost', figure: true, cell: (draft) => draft.value && <span title={exact(draft.value)}>{`${draft.currency} ${money(draft.value)}`}</span> },
        {
            head: <span class="hidden">What to do</span>,
            class: 'todo',
            cell: (draft) => (
                <>
                    <a class="quiet" href={addressOf('purchasing.pdf', { order: draft.order })} download={`${draft.order}.pdf`}>
                        PDF<span class="hidden"> of {draft.order}</span>
                    </a>
                    {(draft.state === 'sent' || draft.state === 'partly_received') && (
                        <button type="button" class="quiet" disabled={busy} onClick={() => act('purchasing.receive', draft.order)}>
                            All of it came<span class="hidden">: {draft.order}</span>
                        </button>
                    )}
                    {draft.state === 'draft' && (
                        <>
                            <button type="button" class="quiet" disabled={busy} onClick={() => act('purchasing.send', draft.order)}>
                                Mark as sent<span class="hidden">: {draft.order}</span>
                            </button>
                            <button type="button" class="quiet" disabled={busy} onClick={() => act('purchasing.cancel', draft.order)}>
                                Cancel<span class="hidden"> {draft.order}</span>
                            </button>
                        </>
                    )}
                </>
            ),
        },
    ];
    return (
        <div class="grid">
            <Card title="Orders to suppliers" note="drafts count as supply once they are marked as sent" answer={answer} rows={3} class="drafts inbox">
                {() => <Table caption="Orders to suppliers" rows={drafts} columns={columns} keyOf={(draft) => draft.order} />}
            </Card>
            {opened.value && <DraftLines order={opened.value.order} currency={opened.value.currency} />}
            {problem && <ErrorBox problem={problem} retry={forget} />}
        </div>
    );
}
