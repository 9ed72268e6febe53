/** The same span under each alignment: a change that holds under one only is the calendar's, not the shop's. */
import type { Parameters } from '../../lib/api.ts';
import { exact, moneyAt, moneyPlaces } from '../../lib/format.ts';
import { COMPARISONS } from '../../lib/period.ts';
import { comparisons, salesParameters } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { ChangeAmount, changePercent } from '../../ui/change.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { Figures } from '../overview/figures.ts';
import { readCompared, type Compared } from './figures.ts';

const ALIGNMENTS = COMPARISONS.filter((comparison) => comparison.id !== 'none');

export function CompareCard({ figures, also }: { figures: Figures; also: Parameters }) {
    const { filters, currency } = figures;
    // The table of alignments never changes, so the hooks stand in the same order each time.
    const asked = ALIGNMENTS.map(({ id }) => useAnswer('sales.kpis', comparisons.value.some((known) => known.id === id) ? salesParameters('sales.kpis', filters, { ...also, compare: id }) : null));
    const rows = asked.flatMap((answer, i) => {
        const alignment = ALIGNMENTS[i];
        return (alignment && readCompared(answer.result, currency, alignment.id, alignment.words)) || [];
    });
    const chosen: Answer = asked[ALIGNMENTS.findIndex(({ id }) => id === filters.comparison.id)] ?? asked[0] ?? figures.kpis;
    const places = moneyPlaces(rows.map((row) => row.before));
    const columns: TableColumn<Compared>[] = [
        { head: 'Against', cell: (row) => (row.id === filters.comparison.id ? <b class="strong">{row.words}</b> : row.words) },
        { head: `Then, ${currency}`, figure: true, wide: true, cell: (row) => <span title={exact(row.before)}>{moneyAt(row.before, places)}</span> },
        { head: 'Change', figure: true, cell: (row) => <ChangeAmount amount={row.change} places={places} /> },
        { head: '%', figure: true, cell: (row) => changePercent(row.share) },
    ];
    return (
        <Card title="Compared in each way" answer={chosen} rows={5} class="compared">
            {() =>
                rows.length === 0 ? (
                    <Empty>There are no sales of a year ago to compare with.</Empty>
                ) : (
                    <Table caption="Net sales compared in each way" rows={rows} columns={columns} keyOf={(row) => row.id} />
                )
            }
        </Card>
    );
}
