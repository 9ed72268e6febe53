/** What the management page asks the server: the month to date, what it will come to, and what moved it. */
import { addDays, firstOfMonth } from '../../lib/date.ts';
import { text } from '../../lib/table.ts';
import { accepted, filters, salesParameters, type Filters } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { asOf, knows } from '../../state/session.ts';

export interface Figures {
    /** Store, region, category of the address, as parameters. */
    where: Readonly<Record<string, string>>;
    currency: string;
    outlook: Answer;
    kpis: Answer;
    drivers: Answer;
    plan: Answer;
    advice: Answer;
    prices: Answer;
    events: Answer;
}

const EVENTS = '8'; // the biggest that are shown
const COMPARE = 'weekday'; // a month to date has not the same Saturdays a year ago

export function useFigures(): Figures {
    const { store, region, category, currency } = filters.value;
    const month: Filters = { ...filters.value, span: asOf.value ? { from: firstOfMonth(asOf.value), to: addDays(asOf.value, 1) } : null };
    const where = { store: store.join(','), region: region.join(','), category: category.join(',') };
    const ask = (operation: string, more: Record<string, string> = {}) => useAnswer(operation, salesParameters(operation, month, more));

    const outlook = useAnswer('sales.outlook', accepted('sales.outlook', { ...where, currency }));
    const kpis = ask('sales.kpis', { compare: COMPARE });
    const drivers = ask('sales.drivers', { compare: COMPARE });
    const plan = ask('sales.plan');
    const advice = useAnswer('inventory.advice', accepted('inventory.advice', { ...where, limit: '0' }), { long: true });
    const prices = useAnswer('pricing.decisions', knows('pricing.decisions') ? {} : null);
    const events = useAnswer('anomaly.events', accepted('anomaly.events', { ...where, currency, limit: EVENTS }), { long: true });
    return { where, currency: currency || text(kpis.result?.rows[0], 'currency'), outlook, kpis, drivers, plan, advice, prices, events };
}
