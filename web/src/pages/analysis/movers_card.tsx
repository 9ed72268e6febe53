/** Gains and losses: what rose and fell most; a click narrows the page to it. */
import { GainCell } from '../../charts/bar_cell.tsx';
import type { Parameters } from '../../lib/api.ts';
import { exact, moneyAt, moneyPlaces, points } from '../../lib/format.ts';
import { address, setFilters } from '../../state/address.ts';
import { salesParameters } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { ChangeAmount, changePercent } from '../../ui/change.tsx';
import { ChoiceMenu } from '../../ui/choice_menu.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { Figures } from '../overview/figures.ts';
import { LEVELS, narrowed, readMovers, type Mover } from './figures.ts';

const SHOWN = 12;

export function MoversCard({ figures: { filters, currency }, also }: { figures: Figures; also: Parameters }) {
    const level = LEVELS.find(({ id }) => id === address.value.filters.of) ?? LEVELS[0];
    const compare = filters.comparison.id === 'none' ? 'weekday' : filters.comparison.id;
    const answer = useAnswer('sales.movers', salesParameters('sales.movers', filters, { ...also, compare, of: level.id, limit: String(SHOWN) }));
    const movers = readMovers(answer.result, currency);
    const places = moneyPlaces(movers.map((mover) => mover.now));
    const most = Math.max(...movers.map((mover) => Math.abs(mover.change.toNumber())), 0);
    const columns: TableColumn<Mover>[] = [
        { head: level.words, cell: (mover) => <Name level={level.id} mover={mover} /> },
        { head: `Net sales, ${currency}`, figure: true, wide: true, cell: (mover) => <span title={exact(mover.now)}>{moneyAt(mover.now, places)}</span> },
        { head: <span class="hidden">Bar</span>, wide: true, class: 'bar', cell: (mover) => <GainCell change={mover.change.toNumber()} most={most} good={mover.change.sign() >= 0} /> },
        {
            head: 'Change ↓',
            figure: true,
            cell: (mover) => (
                <>
                    <ChangeAmount amount={mover.change} places={places} />
                    <span class="beneath">{mover.movement === 'gone' ? 'gone' : changePercent(mover.share)}</span>
                </>
            ),
        },
        { head: '%', figure: true, wide: true, cell: (mover) => (mover.movement === 'gone' ? 'gone' : changePercent(mover.share)) },
        { head: 'Of the whole', figure: true, wide: true, class: 'm', cell: (mover) => (mover.shareChange === null ? '' : points(mover.shareChange)) },
    ];
    return (
        <Card title="Gains and losses" note="a click narrows the page" answer={answer} rows={10} class="movers">
            {() => (
                <>
                    <div class="filters within">
                        <ChoiceMenu label="By" name="of" choices={LEVELS.map(({ id, words }) => ({ id, words }))} chosen={level} />
                    </div>
                    {movers.length === 0 ? <Empty>Nothing rose or fell: nothing was sold in one of the two spans.</Empty> : <Table caption={`Gains and losses of ${level.words.toLowerCase()}`} rows={movers} columns={columns} keyOf={(mover) => mover.value} />}
                </>
            )}
        </Card>
    );
}

function Name({ level, mover }: { level: string; mover: Mover }) {
    const filters = narrowed(level, mover.value);
    if (!filters) return <>{mover.name}</>;
    return (
        <button type="button" class="link name" title={mover.name} onClick={() => setFilters(filters)}>
            {mover.name}
        </button>
    );
}
