/** The past year played again: our orders beside simple rules and beside what was done. Takes a while, so it is asked for. */
import { useSignal } from '@preact/signals';
import { Decimal } from '../../lib/decimal.ts';
import { count, exact, moneyAt, moneyPlaces, percent, percentChange, units } from '../../lib/format.ts';
import type { Parameters } from '../../lib/api.ts';
import { knows } from '../../state/session.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readReplay, type Played } from './figures.ts';

const POLICIES: Readonly<Record<string, string>> = { forecast: 'Our orders', weeks_of_cover: 'Weeks of cover', min_max: 'Min and max', as_it_was: 'As it was' };

export function ReplayCard({ where, currency }: { where: Parameters; currency: string }) {
    const asked = useSignal(false);
    const answer = useAnswer('inventory.simulate', asked.value ? where : null, { long: true });
    if (!asked.value)
        return knows('inventory.simulate') ? (
            <section class="card replay" aria-label="Would it have paid?">
                <header>
                    <h2>Would it have paid?</h2>
                </header>
                <p class="rest">
                    The past year day by day, with the forecasts that would have been known then.{' '}
                    <button type="button" class="btn" onClick={() => (asked.value = true)}>
                        Play the past year
                    </button>
                </p>
            </section>
        ) : null;
    const played = readReplay(answer.result);
    const places = moneyPlaces(played.flatMap((one) => [one.stock, one.cost]));
    const money = (head: string, of: (one: Played) => Decimal): TableColumn<Played> => ({
        head,
        figure: true,
        cell: (one) => <span title={exact(of(one))}>{moneyAt(of(one), places)}</span>,
    });
    const columns: TableColumn<Played>[] = [
        {
            head: 'Who orders',
            class: 'two',
            cell: (one) => (
                <>
                    <span>{POLICIES[one.policy] ?? one.policy}</span>
                    <span title={one.setting}>{one.setting || 'on record'}</span>
                </>
            ),
        },
        { head: 'Fill rate', figure: true, cell: (one) => percent(one.fill) },
        { head: 'Lost units', figure: true, wide: true, cell: (one) => units(Math.round(one.lost)) },
        { ...money(`Stock, ${currency}`, (one) => one.stock), wide: true },
        { head: 'Wasted units', figure: true, wide: true, cell: (one) => units(one.wasted) },
        { head: 'Orders', figure: true, wide: true, cell: (one) => count(one.orders) },
        money(`Cost, ${currency}`, (one) => one.cost),
        { head: 'Beside as it was', figure: true, cell: (one) => (one.change === null || one.policy === 'as_it_was' ? '' : percentChange(one.change)) },
    ];
    return (
        <Card title="Would it have paid?" note="lost margin, stock and waste of the past year, played again" answer={answer} rows={4} class="replay">
            {() => <Table caption="The past year under each way to order" rows={played} columns={columns} keyOf={(one) => `${one.policy} ${one.setting}`} />}
        </Card>
    );
}
