/** Stock: what service costs in capital, where the shop stands, and what lies in the wrong place. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { moneyShort, percent } from '../../lib/format.ts';
import { useCurrency, useProductNames } from '../../state/catalogue.ts';
import { accepted, filters } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { CopyLink } from '../../ui/copy_link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { PlaceFilters } from '../../ui/place_filters.tsx';
import { CurveCard } from './curve_card.tsx';
import { cheapest, readCurve } from './figures.ts';
import { PolicyCard } from './policy_card.tsx';
import { ReplayCard } from './replay_card.tsx';
import { TransfersCard } from './transfers_card.tsx';
import { DeadCard, LostCard, PhantomCard } from './trouble_cards.tsx';
import { WorksCard } from './works_card.tsx';

export default function Stock() {
    const { store, region, category } = filters.value;
    const where = { store: store.join(','), region: region.join(','), category: category.join(',') };
    const curve = useAnswer('inventory.curve', accepted('inventory.curve', where), { long: true });
    const transfers = useAnswer('inventory.transfers', accepted('inventory.transfers', where), { long: true });
    const lost = useAnswer('inventory.lost', accepted('inventory.lost', where), { long: true });
    const phantom = useAnswer('inventory.phantom', accepted('inventory.phantom', where), { long: true });
    const policy = useAnswer('inventory.policy', accepted('inventory.policy', where), { long: true });
    const dead = useAnswer('inventory.dead', accepted('inventory.dead', where));
    const works = useAnswer('inventory.kpis', accepted('inventory.kpis', { ...where, by: 'category', period: 'last_12_months' }));
    const currency = useCurrency();
    const nameOf = useProductNames();
    const one = category.length === 1 ? (category[0] ?? 'all') : 'all';
    return (
        <>
            <Head title="Stock" sub={<DataTo />}>
                <CopyLink />
            </Head>
            <PlaceFilters />
            {curve.problem?.isWithoutStock ? (
                <div class="notes">
                    <Empty>
                        There are no stock levels yet. <a href="/data">Import stock</a> to see what service costs and what lies in the wrong store.
                    </Empty>
                </div>
            ) : (
                <>
                    <StockSentence curve={curve} category={one} currency={currency} />
                    <div class="grid pair">
                        <CurveCard answer={curve} category={one} currency={currency} />
                        <TransfersCard answer={transfers} currency={currency} nameOf={nameOf} />
                    </div>
                    <div class="grid thirds">
                        <LostCard answer={lost} currency={currency} nameOf={nameOf} />
                        <PhantomCard answer={phantom} currency={currency} nameOf={nameOf} />
                        <DeadCard answer={dead} currency={currency} nameOf={nameOf} />
                    </div>
                    <div class="grid pair">
                        <ReplayCard where={accepted('inventory.simulate', where)} currency={currency} />
                        <PolicyCard answer={policy} currency={currency} />
                    </div>
                    <div class="grid">
                        <WorksCard answer={works} currency={currency} />
                    </div>
                </>
            )}
            <PaperNote answer={curve} />
        </>
    );
}

/** What today's service would cost, were the stock in the right products. */
function StockSentence({ curve, category, currency }: { curve: Answer; category: string; currency: string }) {
    const points = readCurve(curve.result, category);
    const today = points.find((point) => point.kind === 'today');
    if (!today) return null;
    const better = cheapest(points, today.fill);
    return (
        <div class="say">
            <p>
                What lies there and is on order, never brought higher, would meet {percent(today.fill)} of demand, with {currency} {moneyShort(today.stock ?? today.capital)} on the shelves.
            </p>
            <p>
                {better
                    ? `Put into the right products, about ${currency} ${moneyShort(better.capital)} would serve as well (${percent(better.fill)}).`
                    : 'No point of the curve serves better than today.'}
            </p>
        </div>
    );
}
