/** The groups as a table: who they are, how many, what they bring. */
import { BarCell } from '../../charts/bar_cell.tsx';
import { count, exact, moneyAt, moneyPlaces, onePlace, percent } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readSegments, type CustomerFigures, type Segment } from './figures.ts';

export function SegmentsCard({ figures: { segments, currency } }: { figures: CustomerFigures }) {
    const groups = readSegments(segments.result);
    const places = moneyPlaces(groups.map((group) => group.monetary));
    const known =
        <T,>(cell: (group: Segment) => T) =>
        (group: Segment) =>
            group.withheld ? '' : cell(group);
    const columns: TableColumn<Segment>[] = [
        { head: 'Group', cell: (group) => group.profile },
        { head: 'Customers', figure: true, cell: (group) => (group.withheld ? 'withheld' : count(group.customers)) },
        { head: 'Of them', figure: true, wide: true, class: 'm', cell: known((group) => percent(group.share, 0)) },
        { head: 'Of sales', figure: true, cell: known((group) => percent(group.netShare, 0)) },
        { head: <span class="hidden">Bar</span>, wide: true, class: 'bar', cell: known((group) => <BarCell value={group.netShare} before={group.share} most={1} />) },
        { head: 'Days since', figure: true, wide: true, cell: known((group) => count(group.recency)) },
        { head: 'Receipts', figure: true, wide: true, cell: known((group) => onePlace(group.frequency)) },
        { head: currency || 'Money', figure: true, cell: known((group) => <span title={exact(group.monetary)}>{moneyAt(group.monetary, places)}</span>) },
    ];
    return (
        <Card title="Groups" note="bar: share of sales · tick: of customers · means of a customer" answer={segments} rows={5} class="groups">
            {(result) => (
                <>
                    <Table caption="Groups of customers" rows={groups} columns={columns} keyOf={(group) => group.profile} />
                    {result.notes.length > 1 && <p class="rest">{result.notes.slice(1).join('; ')}</p>}
                </>
            )}
        </Card>
    );
}
