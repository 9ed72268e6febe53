/** What happened in the sales of the last four weeks, most money first. */
import { dayRange } from '../../lib/date.ts';
import { Decimal } from '../../lib/decimal.ts';
import { moneyPlaces } from '../../lib/format.ts';
import { decimal, rowsOf, text, type Row } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { ChangeAmount } from '../../ui/change.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { Figures } from './use_figures.ts';

export function EventsCard({ figures: { events, currency } }: { figures: Figures }) {
    const rows = rowsOf(events.result, currency);
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'at_stake') ?? []));
    const columns: TableColumn<Row>[] = [
        {
            head: 'What happened',
            class: 'wrap',
            cell: (row) => (
                <>
                    {text(row, 'text')}
                    <span class="aside">{text(row, 'kind')}</span>
                </>
            ),
        },
        { head: 'Days', wide: true, cell: (row) => dayRange(text(row, 'since'), text(row, 'until')) },
        {
            head: `Against the usual, ${currency}`,
            figure: true,
            cell: (row) => <ChangeAmount amount={Decimal.zero.minus(decimal(row, 'at_stake') ?? Decimal.zero)} places={places} sense="neutral" />,
        },
    ];
    return (
        <Card title="Biggest events" note="last four weeks" answer={events} rows={4} class="events">
            {() =>
                rows.length === 0 ? (
                    <Empty>Nothing unusual happened in the last four weeks: chain, stores, goods and receipts are within their own usual.</Empty>
                ) : (
                    <Table caption="Biggest events" rows={rows} columns={columns} keyOf={(row) => text(row, 'event')} />
                )
            }
        </Card>
    );
}
