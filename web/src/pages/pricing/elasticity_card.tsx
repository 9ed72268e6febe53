/** How units answer to prices: each elasticity with its interval. */
import { count, MINUS, twoPlaces } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const SHOWN = 12;
const LOWEST = -6; // of the bars; what reaches beyond is cut
const HIGHEST = 2;

/** Those told best first. */
export function bestKnown(rows: readonly Row[]): readonly Row[] {
    const width = (row: Row) => (number(row, 'shrunk_high') ?? 0) - (number(row, 'shrunk_low') ?? 0);
    return rows.filter((row) => number(row, 'elasticity') !== null && text(row, 'price_of') !== 'other').sort((a, b) => width(a) - width(b));
}

const signed = (value: number) => twoPlaces(value).replace('-', MINUS);

export function ElasticityCard({ answer, nameOf }: { answer: Answer; nameOf: (product: string) => string }) {
    const rows = bestKnown(answer.result?.rows ?? []);
    const columns: TableColumn<Row>[] = [
        {
            head: 'Product',
            class: 'two',
            cell: (row) => (
                <>
                    <span title={nameOf(text(row, 'product'))}>{nameOf(text(row, 'product'))}</span>
                    <span>
                        {count(number(row, 'prices') ?? 0)} prices in {count(number(row, 'observations') ?? 0)} weeks and stores
                    </span>
                </>
            ),
        },
        {
            head: 'Elasticity',
            figure: true,
            cell: (row) => <span title={`${signed(number(row, 'shrunk_low') ?? 0)} to ${signed(number(row, 'shrunk_high') ?? 0)}`}>{signed(number(row, 'shrunk') ?? 0)}</span>,
        },
        { head: `${MINUS}6 … +2`, class: 'bar', cell: (row) => <Interval low={number(row, 'shrunk_low')} value={number(row, 'shrunk')} high={number(row, 'shrunk_high')} /> },
    ];
    return (
        <Card title="How customers answer to prices" note="percent of units for one percent of price" answer={answer} rows={10} class="elasticities">
            {() =>
                rows.length === 0 ? (
                    <Empty>No price moved enough to tell.</Empty>
                ) : (
                    <>
                        <Table caption="Elasticities, drawn towards their category" rows={rows.slice(0, SHOWN)} columns={columns} keyOf={(row) => text(row, 'product')} />
                        {rows.length > SHOWN && <p class="rest">and {count(rows.length - SHOWN)} more under Table</p>}
                    </>
                )
            }
        </Card>
    );
}

function Interval({ low, value, high }: { low: number | null; value: number | null; high: number | null }) {
    if (low === null || value === null || high === null) return null;
    const at = (x: number) => `${((Math.min(Math.max(x, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)) * 100}%`;
    return (
        <svg width="100%" height="14" aria-hidden="true">
            <line x1={at(0)} x2={at(0)} y1="0" y2="14" stroke="var(--line2)" />
            <line x1={at(low)} x2={at(high)} y1="7" y2="7" stroke="var(--ink2)" stroke-width="2" />
            <circle cx={at(value)} cy="7" r="3.5" fill="var(--accent)" />
        </svg>
    );
}
