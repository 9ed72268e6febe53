/** Moves between stores that beat buying, the largest gain first. */
import { exact, moneyAt, moneyPlaces, units } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readTransfers, type Transfer } from './figures.ts';

const SHOWN = 9;

export function TransfersCard({ answer, currency, nameOf }: { answer: Answer; currency: string; nameOf: (product: string) => string }) {
    const moves = readTransfers(answer.result);
    const places = moneyPlaces(moves.map((move) => move.gain));
    const columns: TableColumn<Transfer>[] = [
        {
            head: 'Product, and why',
            class: 'two',
            cell: (move) => (
                <>
                    <span title={nameOf(move.product)}>{nameOf(move.product)}</span>
                    <span>{move.reason}</span>
                </>
            ),
        },
        { head: 'From', cell: (move) => move.from },
        { head: 'To', cell: (move) => move.to },
        { head: 'Units', figure: true, cell: (move) => units(move.units) },
        { head: `Gain, ${currency}`, figure: true, cell: (move) => <span title={exact(move.gain)}>{moneyAt(move.gain, places)}</span> },
    ];
    return (
        <Card title="Moves between stores" note="that gain more than buying" answer={answer} rows={10} class="transfers">
            {() =>
                moves.length === 0 ? (
                    <Empty>No move gains more than it costs: what one store could spare, no other would sell sooner.</Empty>
                ) : (
                    <>
                        <Table caption="Moves between stores" rows={moves.slice(0, SHOWN)} columns={columns} keyOf={(move) => `${move.product} ${move.from} ${move.to}`} />
                        {moves.length > SHOWN && <p class="rest">and {moves.length - SHOWN} more under Table</p>}
                    </>
                )
            }
        </Card>
    );
}
