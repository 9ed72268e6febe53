/** Who moved from group to group since the run before. */
import { count, percent } from '../../lib/format.ts';
import { number, text, type Result } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { CustomerFigures } from './figures.ts';

interface Move {
    was: string;
    now: string;
    customers: number | null;
    share: number | null;
}

function readMoves(result: Result | null): Move[] {
    return (result?.rows ?? [])
        .map((row) => ({ was: text(row, 'was'), now: text(row, 'now'), customers: number(row, 'customers'), share: number(row, 'share') }))
        .filter((move) => move.was !== move.now)
        .sort((a, b) => (b.customers ?? 0) - (a.customers ?? 0));
}

const NAMES: Readonly<Record<string, string>> = { '(none)': 'not a customer' };

const COLUMNS: readonly TableColumn<Move>[] = [
    { head: 'Was', cell: (move) => NAMES[move.was] ?? move.was },
    { head: 'Is', cell: (move) => NAMES[move.now] ?? move.now },
    { head: 'Customers', figure: true, cell: (move) => (move.customers === null ? 'under ten' : count(move.customers)) },
    { head: 'Of the group', figure: true, wide: true, cell: (move) => (move.share === null ? '' : percent(move.share)) },
];

export function MigrationCard({ figures: { migration, clusters } }: { figures: CustomerFigures }) {
    const { busy, problem, act } = useChange();
    const moves = readMoves(migration.result);
    const without = migration.result?.rows.length === 0; // fewer than two times kept
    const keep = () => act('customers.track', { clusters: clusters.id }, migration.retry);
    return (
        <Card title="Who moved" note="between the last two times groups were kept" answer={migration} rows={6} class="moves">
            {() => (
                <>
                    {without ? (
                        <Empty>Groups have not been kept twice yet. Keep those of today; the next time shows who moved.</Empty>
                    ) : moves.length === 0 ? (
                        <Empty>Nobody moved from one group to another.</Empty>
                    ) : (
                        <Table caption="Who moved" rows={moves} columns={COLUMNS} keyOf={(move) => `${move.was}\n${move.now}`} />
                    )}
                    <p class="rest">
                        <button type="button" class="btn" disabled={busy} onClick={keep}>
                            Keep today's groups
                        </button>
                    </p>
                    {problem && <ErrorBox problem={problem} retry={keep} />}
                </>
            )}
        </Card>
    );
}
