/** What earlier lists were worth: advice followed and ignored, valued once it is known what was wanted. */
import { longDay } from '../../lib/date.ts';
import { Decimal } from '../../lib/decimal.ts';
import { exact, moneyAt, moneyPlaces, units } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const SHOWN = 8;

export function AdviceCard({ currency, nameOf }: { currency: string; nameOf: (product: string) => string }) {
    const answer = useAnswer('inventory.advice', { limit: '0' }, { long: true });
    const { busy, problem, act, forget } = useChange();
    const size = (row: Row) => decimal(row, 'saved_money')?.abs() ?? Decimal.zero;
    const all = answer.result?.rows ?? [];
    const rows = [...all].sort((a, b) => size(b).compare(size(a))).slice(0, SHOWN);
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'saved_money') ?? []));
    const columns: TableColumn<Row>[] = [
        {
            head: 'Product, store',
            class: 'two',
            cell: (row) => (
                <>
                    <span title={nameOf(text(row, 'product'))}>{nameOf(text(row, 'product'))}</span>
                    <span>
                        {text(row, 'store')} · list of {longDay(text(row, 'as_of'))}
                    </span>
                </>
            ),
        },
        { head: 'Advised', figure: true, cell: (row) => units(number(row, 'advised') ?? 0) },
        { head: 'Ordered', figure: true, wide: true, cell: (row) => units(number(row, 'ordered') ?? 0) },
        { head: 'Fate', cell: (row) => text(row, 'fate') },
        { head: 'Lost', figure: true, wide: true, cell: (row) => units(number(row, 'lost_really') ?? 0) },
        { head: 'Saves', figure: true, wide: true, cell: (row) => units(number(row, 'saved_units') ?? 0) },
        {
            head: `Worth, ${currency}`,
            figure: true,
            cell: (row) => {
                const value = decimal(row, 'saved_money');
                return value && <span title={exact(value)}>{moneyAt(value, places)}</span>;
            },
        },
    ];
    return (
        <div class="grid">
            <Card title="What earlier advice was worth" note="followed or not, against what was done" answer={answer} rows={3} class="advice">
                {(result) => (
                    <>
                        <Empty>{result.notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`).join(' ')}</Empty>
                        {rows.length > 0 && (
                            <Table caption="What earlier advice was worth" rows={rows} columns={columns} keyOf={(row) => `${text(row, 'run_id')} ${text(row, 'product')} ${text(row, 'store')}`} />
                        )}
                        {all.length > SHOWN && <p class="rest">and {all.length - SHOWN} more under Table</p>}
                        <p class="more">
                            <button type="button" class="btn" disabled={busy} onClick={() => act('inventory.keep', {}, answer.retry)}>
                                {busy ? 'Keeping…' : "Keep today's list"}
                            </button>
                        </p>
                    </>
                )}
            </Card>
            {problem && <ErrorBox problem={problem} retry={forget} />}
        </div>
    );
}
