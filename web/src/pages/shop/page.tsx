/** The shop floor: today against its forecast, hour by hour; what runs low on the shelf; any product by its code. For a phone in
 *  one hand: large, few words, works through a bad connection. */
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { useCurrency, useStores } from '../../state/catalogue.ts';
import { watchCounts } from '../../state/counts.ts';
import { alertNews } from '../../state/events.ts';
import { filters } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { knows, session } from '../../state/session.ts';
import { keepForBadConnections } from '../../state/worker.ts';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { CountDialog, type Counting } from './count_dialog.tsx';
import { FindCard } from './find_card.tsx';
import { HoursCard } from './hours_card.tsx';
import { LowCard } from './low_card.tsx';
import { PeopleCard } from './people_card.tsx';
import { PricesCard } from './prices_card.tsx';
import { TodayCard } from './today_card.tsx';
import { UnusualCard } from './unusual_card.tsx';
import { Waiting } from './waiting.tsx';

const ALL_STORES = { period: 'all' } as const; // what useStores asks: one answer
const LOW = 'below_reorder_point,runs_out';
const UNUSUAL = 'unusual_sales,data_fault,no_data';

/** The one chosen, else the one this person works in, else the first. */
function useShop(): string {
    const stores = useStores();
    return filters.value.store[0] ?? session.value?.stores?.[0] ?? stores[0] ?? '';
}

export default function Shop() {
    const store = useShop();
    const stores = useStores();
    const known = useAnswer('sales.stores', ALL_STORES);
    const currency = useCurrency();
    const counting = useSignal<Counting | null>(null);
    const today = useAnswer('shop.today', store ? { store } : null);
    const forecast = useAnswer('shop.expected', store && knows('shop.expected') ? { store } : null);
    const low = useAnswer('inventory.alerts', store ? { store, rule: LOW, severity: 'warning', limit: '60' } : null);
    const prices = useAnswer('pricing.advise', store && knows('pricing.advise') ? { store } : null);
    const people = useAnswer('footfall.staff', store && knows('footfall.staff') ? { store, horizon: '1' } : null, { long: true });
    const unusual = useAnswer('inventory.alerts', store ? { store, rule: UNUSUAL } : null);
    const news = alertNews.value;
    useEffect(() => {
        if (news) {
            low.retry();
            unusual.retry();
        }
    }, [news]);
    useEffect(watchCounts, []);
    useEffect(keepForBadConnections, []);
    const count = (product: string, name: string) => (counting.value = { store, product, name });
    return (
        <div class="shop">
            <Head title="Shop" sub={<DataTo />} />
            {stores.length > 1 && (
                <div class="filters">
                    <ListMenu label="Store" name="store" all={stores} chosen={[store]} />
                </div>
            )}
            {store ? (
                <>
                    <Waiting />
                    <div class="grid pair">
                        <TodayCard answer={today} forecast={forecast} currency={currency} store={store} />
                        <FindCard store={store} count={count} />
                    </div>
                    <div class="grid pair">
                        <HoursCard answer={today} forecast={forecast} currency={currency} />
                        <LowCard answer={low} count={count} />
                    </div>
                    <UnusualCard answer={unusual} store={store} />
                    <div class="grid pair">
                        {knows('footfall.staff') && <PeopleCard answer={people} />}
                        {knows('pricing.advise') && <PricesCard answer={prices} currency={currency} store={store} />}
                    </div>
                </>
            ) : (
                <div class="notes" aria-busy={!known.result && !known.problem}>
                    {known.problem && <ErrorBox problem={known.problem} retry={known.retry} />}
                    {known.result && (
                        <Empty>
                            There is no shop yet. <a href="/data">Import sales</a> to see its day.
                        </Empty>
                    )}
                </div>
            )}
            <CountDialog counting={counting} />
        </div>
    );
}
