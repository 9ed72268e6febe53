/** The filters of the address, with what holds where it says nothing, and the parameters they become. */
import { computed } from '@preact/signals';
import { readList } from '../lib/address.ts';
import type { Parameters } from '../lib/api.ts';
import { isDay } from '../lib/date.ts';
import { COMPARISONS, DEFAULT_SPAN, GRAINS, type Comparison, type Grain, type Span } from '../lib/period.ts';
import { address } from './address.ts';
import { asOf, operations } from './session.ts';

export interface Filters {
    span: Span | null;
    comparison: Comparison;
    grain: Grain;
    store: readonly string[];
    region: readonly string[];
    category: readonly string[];
    currency: string;
}

function found<T extends { id: string }>(list: readonly T[], id: string | undefined): T {
    const first = list[0];
    if (!first) throw new Error('an empty list of choices');
    return list.find((item) => item.id === id) ?? first;
}

function spanOf(from: string | undefined, to: string | undefined): Span | null {
    if (from && to && isDay(from) && isDay(to) && from < to) return { from, to };
    return asOf.value ? DEFAULT_SPAN(asOf.value) : null;
}

export const filters = computed<Filters>(() => {
    const chosen = address.value.filters;
    return {
        span: spanOf(chosen.from, chosen.to),
        comparison: found(COMPARISONS, chosen.compare),
        grain: found(GRAINS, chosen.grain),
        store: readList(chosen.store),
        region: readList(chosen.region),
        category: readList(chosen.category),
        currency: chosen.currency ?? '',
    };
});

/** The comparisons this server makes. */
export const comparisons = computed<readonly Comparison[]>(() => {
    const allowed = operations.value.get('sales.kpis')?.params.find((p) => p.name === 'compare')?.allowed;
    return allowed ? COMPARISONS.filter((c) => allowed.includes(c.id)) : COMPARISONS;
});

/** Those parameters of `wanted` that the operation has. */
export function accepted(operation: string, wanted: Parameters): Parameters {
    const known = operations.value.get(operation)?.params;
    if (!known) return wanted;
    return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== '' && known.some((p) => p.name === name)));
}

/** What every sales figure of the page is asked with. */
export function salesParameters(operation: string, { span, store, region, category, currency }: Filters, more: Parameters = {}): Parameters | null {
    if (!span) return null;
    return accepted(operation, {
        from: span.from,
        to: span.to,
        store: store.join(','),
        region: region.join(','),
        category: category.join(','),
        currency,
        ...more,
    });
}
