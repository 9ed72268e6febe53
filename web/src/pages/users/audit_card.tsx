/** Who changed what, when, and how it ended. */
import { useSignal } from '@preact/signals';
import { moment } from '../../lib/date.ts';
import { text, type Row } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const PAGE = 25;

const COLUMNS: readonly TableColumn<Row>[] = [
    {
        head: 'What was done',
        class: 'two',
        cell: (row) => (
            <>
                <span>
                    <b class="strong">{text(row, 'action').replaceAll('.', ' ')}</b> {text(row, 'who')}
                </span>
                <span title={text(row, 'details')}>
                    {moment(text(row, 'at'))} · {text(row, 'details') || 'nothing given'}
                </span>
            </>
        ),
    },
    { head: 'Outcome', wide: true, cell: (row) => text(row, 'outcome') || 'under way' },
];

export function AuditCard() {
    const who = useSignal('');
    const shown = useSignal(PAGE);
    const answer = useAnswer('audit.list', { who: who.value.trim(), limit: String(shown.value) });
    return (
        <Card title="Audit" note="newest first" answer={answer} rows={10} class="audit">
            {(result) => (
                <>
                    <form class="upload" role="search" onSubmit={(event) => event.preventDefault()}>
                        <label>
                            Only by
                            <input type="search" placeholder="everybody" value={who.value} onChange={(event) => (who.value = event.currentTarget.value)} />
                        </label>
                    </form>
                    {result.rows.length === 0 ? <Empty>Nothing was changed{who.value ? ` by ${who.value}` : ''}.</Empty> : <Table caption="Changes" rows={result.rows} columns={COLUMNS} keyOf={(row) => text(row, 'id')} />}
                    {result.rows.length === shown.value && (
                        <p class="rest">
                            <button type="button" class="quiet" onClick={() => (shown.value += PAGE)}>
                                Show more
                            </button>
                        </p>
                    )}
                </>
            )}
        </Card>
    );
}
