/** What each group buys more of, and less of, than the average customer. */
import { percent, twoPlaces } from '../../lib/format.ts';
import { number, text, type Result } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { CustomerFigures } from './figures.ts';

const SHOWN = 12;

interface Taste {
    group: string;
    item: string;
    share: number;
    average: number;
    affinity: number;
}

/** Only what is sure: the interval lies above or below the average. */
function readTastes(result: Result | null): Taste[] {
    return (result?.rows ?? [])
        .filter((row) => text(row, 'preferred') !== 'like others')
        .map((row) => ({
            group: text(row, 'segment'),
            item: text(row, 'item'),
            share: number(row, 'share') ?? 0,
            average: number(row, 'average_share') ?? 0,
            affinity: number(row, 'affinity') ?? 1,
        }))
        .sort((a, b) => Math.abs(Math.log(b.affinity)) - Math.abs(Math.log(a.affinity)));
}

const COLUMNS: readonly TableColumn<Taste>[] = [
    { head: 'Group', cell: (taste) => taste.group },
    { head: 'Buys', cell: (taste) => taste.item },
    { head: 'Of receipts', figure: true, cell: (taste) => percent(taste.share) },
    { head: 'Average', figure: true, wide: true, class: 'm', cell: (taste) => percent(taste.average) },
    { head: 'Times average', figure: true, cell: (taste) => twoPlaces(taste.affinity) },
];

export function TastesCard({ figures: { tastes } }: { figures: CustomerFigures }) {
    const rows = readTastes(tastes.result).slice(0, SHOWN);
    return (
        <Card title="Tastes" note="beside the average" answer={tastes} rows={6} class="tastes">
            {() =>
                rows.length === 0 ? (
                    <Empty>The groups buy the same categories: no difference is sure enough to be shown.</Empty>
                ) : (
                    <Table caption="Tastes of the groups" rows={rows} columns={COLUMNS} keyOf={(taste) => `${taste.group}\n${taste.item}`} />
                )
            }
        </Card>
    );
}
