/** Stores, the largest first: bar this period, tick the comparison. */
import { BarCell } from '../../charts/bar_cell.tsx';
import { exact, moneyAt, moneyPlaces, percent } from '../../lib/format.ts';
import { withFilters, writeAddress } from '../../lib/address.ts';
import { address } from '../../state/address.ts';
import { Card } from '../../ui/card.tsx';
import { ChangeAmount, changePercent } from '../../ui/change.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { Figures } from './figures.ts';
import { isCompared, readListing, type Listed } from './listing.ts';

const SHOWN = 12;

export function StoresCard({ figures }: { figures: Figures }) {
    const { stores, currency, filters } = figures;
    const rows = readListing(stores.result, 'store', currency);
    const compared = isCompared(rows);
    const places = moneyPlaces(rows.map((row) => row.net));
    const most = Math.max(...rows.flatMap((row) => [row.net.toNumber(), row.before?.toNumber() ?? 0]), 0);
    const columns: TableColumn<Listed>[] = [
        { head: 'Store', cell: (row) => <NameLink filter="store" name={row.name} /> },
        { head: <Sorted>Net sales</Sorted>, figure: true, cell: (row) => <span title={exact(row.net)}>{moneyAt(row.net, places)}</span> },
        { head: <span class="hidden">Bar</span>, wide: true, class: 'bar', cell: (row) => <BarCell value={row.net.toNumber()} before={row.before?.toNumber() ?? null} most={most} /> },
        ...changeColumns(rows),
        { head: 'Share', figure: true, wide: true, class: 'm', cell: (row) => (row.share === null ? '' : percent(row.share)) },
    ];
    const tick = compared ? ` · tick: ${filters.comparison.label.split(',')[0] ?? ''}` : '';
    return (
        <Card title="Stores" note={`bar: this period${tick}`} answer={stores} rows={10} class="stores">
            {() => (
                <>
                    <Table caption="Net sales by store" rows={rows.slice(0, SHOWN)} columns={columns} keyOf={(row) => row.name} />
                    <Rest count={rows.length - SHOWN} noun="stores" />
                </>
            )}
        </Card>
    );
}

export function changeColumns(rows: readonly Listed[]): TableColumn<Listed>[] {
    if (!isCompared(rows)) return [];
    const places = moneyPlaces(rows.flatMap((row) => row.change ?? []));
    return [
        {
            head: 'Change',
            figure: true,
            cell: (row) => (
                <>
                    {row.change && <ChangeAmount amount={row.change} places={places} />}
                    <span class="beneath">{changePercent(row.changeShare)}</span>
                </>
            ),
        },
        { head: '%', figure: true, wide: true, cell: (row) => changePercent(row.changeShare) },
    ];
}

/** The name is the way in: it narrows the page to itself. */
export function NameLink({ filter, name }: { filter: string; name: string }) {
    return (
        <a class="name" href={writeAddress(withFilters(address.value, { [filter]: name }))} title={name}>
            {name}
        </a>
    );
}

export function Sorted({ children }: { children: string }) {
    return (
        <>
            {children} <span aria-label="sorted, largest first">↓</span>
        </>
    );
}

export function Rest({ count, noun }: { count: number; noun: string }) {
    return count > 0 ? (
        <p class="rest">
            and {count} {noun} more under Table
        </p>
    ) : null;
}
