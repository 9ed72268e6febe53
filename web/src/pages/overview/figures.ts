/** What the overview asks the server, all with the filters of the address. */
import type { Parameters } from '../../lib/api.ts';
import { addDays } from '../../lib/date.ts';
import type { Span } from '../../lib/period.ts';
import { text } from '../../lib/table.ts';
import { filters, salesParameters, type Filters } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { asOf, knows } from '../../state/session.ts';

export interface Figures {
    filters: Filters;
    currency: string;
    currencies: readonly string[];
    kpis: Answer;
    /** The same key figures of the span compared with; not asked where that is no one span. */
    kpisBefore: Answer;
    trend: Answer;
    trendBefore: Answer;
    stores: Answer;
    categories: Answer;
    payments: Answer;
    drivers: Answer;
}

/** The span compared with, cut where the data of this one end. */
function spanBefore({ span, comparison }: Filters): Span | null {
    if (!span || !comparison.before) return null;
    const end = asOf.value ? addDays(asOf.value, 1) : span.to;
    return comparison.before({ from: span.from, to: span.to < end ? span.to : end });
}

/** `also`: what every figure is asked with beside the filters of the page. */
export function useFigures(also: Parameters = {}): Figures {
    const chosen = filters.value;
    const { comparison, grain } = chosen;
    const compare = comparison.id;
    const earlier: Filters = { ...chosen, span: spanBefore(chosen) };
    const periods = { by: grain.by, calendar: grain.calendar };
    const ask = (operation: string, more: Record<string, string> = {}, of = chosen) => useAnswer(operation, salesParameters(operation, of, { ...also, ...more }));

    const kpis = ask('sales.kpis', { compare });
    const kpisBefore = ask('sales.kpis', {}, earlier);
    const trend = ask('sales.trend', { ...periods, compare });
    const trendBefore = ask('sales.trend', periods, earlier);
    const stores = ask('sales.stores', { compare });
    const categories = ask('sales.categories', { compare });
    const payments = ask('sales.payments', { compare });
    const drivers = useAnswer(
        'sales.drivers',
        knows('sales.drivers') && compare !== 'none' ? salesParameters('sales.drivers', chosen, { ...also, compare }) : null,
    );
    const currencies = [...new Set((kpis.result?.rows ?? []).map((row) => text(row, 'currency')))];
    return {
        filters: chosen,
        currency: chosen.currency || (currencies[0] ?? ''),
        currencies,
        kpis,
        kpisBefore,
        trend,
        trendBefore,
        stores,
        categories,
        payments,
        drivers,
    };
}
