/** What promotions brought: the best and the worst, in margin. */
import { longDay } from '../../lib/date.ts';
import { count, exact, moneyAt, moneyPlaces, percentChange, units } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const SHOWN = 6; // of each end

export function PromotionsCard({ answer, currency }: { answer: Answer; currency: string }) {
    const told = (answer.result?.rows ?? []).filter((row) => decimal(row, 'return'));
    const rows = told.length > 2 * SHOWN ? [...told.slice(0, SHOWN), ...told.slice(-SHOWN)] : told;
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'return') ?? []));
    const columns: TableColumn<Row>[] = [
        {
            head: 'Promotion',
            class: 'two',
            cell: (row) => (
                <>
                    <span title={text(row, 'name')}>{text(row, 'name') || text(row, 'product')}</span>
                    <span>
                        {text(row, 'mechanics')} · from {longDay(text(row, 'starts_on'))}
                    </span>
                </>
            ),
        },
        { head: 'Uplift', figure: true, cell: (row) => <span title={`${units(number(row, 'uplift') ?? 0)} units over ${units(number(row, 'baseline') ?? 0)}`}>{percentChange(number(row, 'lift') ?? 0)}</span> },
        { head: 'Lost elsewhere', figure: true, wide: true, cell: (row) => units(['pulled_forward', 'stocked_up', 'cannibalised'].reduce((sum, name) => sum + (number(row, name) ?? 0), -(number(row, 'halo') ?? 0))) },
        {
            head: `Return, ${currency}`,
            figure: true,
            cell: (row) => {
                const value = decimal(row, 'return');
                return value && <span title={exact(value)}>{moneyAt(value, places)}</span>;
            },
        },
        { head: 'Again?', cell: (row) => text(row, 'verdict') },
    ];
    return (
        <Card title="What promotions brought" note="best and worst, margin" answer={answer} rows={10} class="promotions">
            {() =>
                rows.length === 0 ? (
                    <Empty>
                        No promotion is known. <a href="/data">Import promotions</a> to see what each brought.
                    </Empty>
                ) : (
                    <>
                        <Table caption="What promotions brought" rows={rows} columns={columns} keyOf={(row) => `${text(row, 'promotion')} ${text(row, 'product')}`} />
                        {told.length > rows.length && <p class="rest">and {count(told.length - rows.length)} more under Table</p>}
                    </>
                )
            }
        </Card>
    );
}
