/** What the demand page asks: one product in one store, its history, forecast, model and past errors. */
import { writeAddress } from '../../lib/address.ts';
import { addDays, type Day } from '../../lib/date.ts';
import { number, text, type Result, type Row } from '../../lib/table.ts';
import { address, setFilters } from '../../state/address.ts';
import { useProducts } from '../../state/catalogue.ts';
import { accepted } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { asOf, knows } from '../../state/session.ts';
import { dayExplained } from './explained.ts';

export interface Choice {
    id: string;
    words: string;
    days: number;
}

/** How much history is drawn; 0: all of it. */
export const HISTORIES: readonly Choice[] = [
    { id: '10w', words: '10 weeks', days: 70 },
    { id: '26w', words: '26 weeks', days: 182 },
    { id: '52w', words: '52 weeks', days: 364 },
    { id: 'all', words: 'All', days: 0 },
];

export const AHEADS: readonly Choice[] = [
    { id: '4w', words: '4 weeks', days: 28 },
    { id: '2w', words: '2 weeks', days: 14 },
    { id: '8w', words: '8 weeks', days: 56 },
];

export interface DemandFigures {
    product: string;
    name: string;
    store: string;
    /** Stores that ever sold the product, the largest first. */
    stores: readonly string[];
    history: Choice;
    ahead: Choice;
    today: Day | null;
    price: Answer;
    sold: Answer;
    soldBefore: Answer;
    /** The days as the models see them: sold, empty shelf, closed. */
    seen: Answer;
    /** By whole weeks. */
    weekly: Answer;
    forecast: Answer;
    report: Answer;
    /** The day of the forecast that is explained: tomorrow, or the one chosen. */
    day: Day | null;
    /** That day's forecast in parts that add up. */
    parts: Answer;
    backtest: Answer;
    stock: Answer;
}

/** Explains that day; tomorrow needs no word in the address. */
export function explainDay(day: Day, today: Day): void {
    setFilters({ day: day === addDays(today, 1) ? null : day });
}

function choice(list: readonly Choice[], id: string | undefined): Choice {
    const found = list.find((item) => item.id === id) ?? list[0];
    if (!found) throw new Error('an empty list of choices');
    return found;
}

const WEEKS_TESTED = '8';
export const FOUR_WEEKS = 28;

/** How sales are listed that name no store. */
export const NO_STORE = '(none)';

export function useDemand(): DemandFigures {
    const chosen = address.value.filters;
    const products = useProducts();
    const product = chosen.product ?? text(products[0], 'product');
    const row = products.find((p) => text(p, 'product') === product);
    const sellers = useAnswer('sales.stores', product ? { period: 'all', product } : null);
    const stores = [...new Set((sellers.result?.rows ?? []).map((r) => text(r, 'store')))];
    const store = (chosen.store ?? '').split(',')[0] || (stores[0] ?? '');
    const history = choice(HISTORIES, chosen.history);
    const ahead = choice(AHEADS, chosen.ahead);
    const today = asOf.value;
    const day = today && dayExplained(chosen.day, today, ahead.days);
    const one = product && store ? (store === NO_STORE ? { product } : { product, store }) : null;

    const from = today && history.days ? addDays(today, 1 - history.days) : null;
    const daily = { by: 'day', ...(from && today ? { from, to: addDays(today, 1) } : { period: 'all' }) };
    const earlier = today ? { by: 'day', from: addDays(from ?? addDays(today, -FOUR_WEEKS), -364), to: addDays(today, 1 + ahead.days - 364) } : null;
    return {
        product,
        name: text(row, 'name') || product,
        store,
        stores,
        history,
        ahead,
        today,
        day,
        price: useAnswer('sales.kpis', one && today ? { from: addDays(today, -27), to: addDays(today, 1), ...one } : null),
        sold: useAnswer('sales.trend', one && today ? { ...daily, ...one } : null),
        soldBefore: useAnswer('sales.trend', one && earlier ? { ...earlier, ...one } : null),
        seen: useAnswer('demand.history', one && knows('demand.history') ? { ...one, last: String(history.days || 1100) } : null),
        weekly: useAnswer('demand.forecast', one && { ...one, frequency: 'week', horizon: String(ahead.days / 7), quantiles: '0.1,0.9' }),
        forecast: useAnswer('demand.forecast', one && { ...one, horizon: String(ahead.days), quantiles: '0.1,0.25,0.5,0.75,0.9' }),
        report: useAnswer('demand.forecast', one && { ...one, report: 'true' }),
        parts: useAnswer(
            'demand.explain',
            one && day && store !== NO_STORE && knows('demand.explain') ? { key: `${product},${store}`, date: day, ...one } : null,
        ),
        backtest: useAnswer('demand.backtest', one && accepted('demand.backtest', { ...one, horizon: '7', folds: WEEKS_TESTED })),
        stock: useAnswer('inventory.orders', one),
    };
}

export interface ForecastDay {
    day: Day;
    mean: number;
    q10: number;
    q25: number;
    q75: number;
    q90: number;
}

export function readForecast(result: Result | null): ForecastDay[] {
    return (result?.rows ?? []).map((row) => ({
        day: text(row, 'day').slice(0, 10),
        mean: number(row, 'mean') ?? 0,
        q10: number(row, 'q0.1') ?? 0,
        q25: number(row, 'q0.25') ?? 0,
        q75: number(row, 'q0.75') ?? 0,
        q90: number(row, 'q0.9') ?? 0,
    }));
}

/** Units by day. */
export function unitsByDay(result: Result | null): ReadonlyMap<Day, number> {
    return new Map((result?.rows ?? []).map((row) => [text(row, 'first_day'), number(row, 'units') ?? 0]));
}

/** Units of the days [from, to) in the answer; null where none of them is in it. */
export function unitsIn(result: Result | null, from: Day, to: Day): number | null {
    if (!result) return null;
    let sum: number | null = null;
    for (const [day, units] of unitsByDay(result)) if (day >= from && day < to) sum = (sum ?? 0) + units;
    return sum;
}

export interface Fold {
    /** First day forecast. */
    from: Day;
    sold: number;
    expected: number;
}

/** One row a week that was forecast as it would have been then: the model that `auto` chose. */
export function readFolds(result: Result | null): Fold[] {
    return autoRows(result, 'fold').map((row) => ({
        from: addDays(text(row, 'at').slice(0, 10), 1),
        sold: number(row, 'actual') ?? 0,
        expected: number(row, 'forecast') ?? 0,
    }));
}

export function autoRows(result: Result | null, scope: string): Row[] {
    return (result?.rows ?? []).filter((row) => text(row, 'model') === 'auto' && text(row, 'scope') === scope);
}

/** The order list of the store. */
export function ordersOf(store: string): string {
    return writeAddress({ path: '/orders', filters: store === NO_STORE ? {} : { store } });
}
