/** Events, most money first: what, where, since when, why, and whether it is a problem at all. */
import { exact, moneyAt, moneyPlaces } from '../../lib/format.ts';
import { setFilters } from '../../state/address.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { placeOf, spanOf, type Happening } from './figures.ts';

interface EventTableProps {
    events: readonly Happening[];
    chosen: Happening | null;
    currency: string;
    nameOf: (product: string) => string;
    busy: boolean;
    dismiss: (event: Happening) => void;
}

export function EventTable({ events, chosen, currency, nameOf, busy, dismiss }: EventTableProps) {
    const places = moneyPlaces(events.map((event) => event.stake));
    const columns: TableColumn<Happening>[] = [
        {
            head: 'What happened',
            class: 'wrap',
            cell: (event) => (
                <>
                    <button type="button" class="link" aria-pressed={event.id === chosen?.id} onClick={() => setFilters({ event: event.id })}>
                        {placeOf(event, nameOf)}: {event.kind}
                        {event.direction && event.driver !== event.kind && `, ${event.direction} the usual`}
                    </button>
                    <span class="aside">
                        {spanOf(event)} · {event.text}
                    </span>
                    <span class="beneath todo">
                        <Dismiss event={event} busy={busy} dismiss={dismiss} />
                    </span>
                </>
            ),
        },
        {
            head: `Missing, ${currency}`,
            figure: true,
            cell: (event) => <span title={exact(event.stake)}>{moneyAt(event.stake, places)}</span>,
        },
        { head: 'Explains', figure: true, wide: true, class: 'm', cell: (event) => (event.explains ? event.explains : '') },
        { head: <span class="hidden">What to do</span>, wide: true, class: 'todo', cell: (event) => <Dismiss event={event} busy={busy} dismiss={dismiss} /> },
    ];
    return <Table caption="Events, most money first" rows={events} columns={columns} keyOf={(event) => event.id} />;
}

function Dismiss({ event, busy, dismiss }: { event: Happening; busy: boolean; dismiss: (event: Happening) => void }) {
    if (event.dismissed) return <span class="m">no problem</span>;
    return (
        <button type="button" class="quiet" disabled={busy} onClick={() => dismiss(event)}>
            Not a problem<span class="hidden">: {event.text}</span>
        </button>
    );
}
