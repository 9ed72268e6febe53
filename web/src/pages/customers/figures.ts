/** What the customers page asks: the groups, who is likely lost, what is bought together. */
import { Decimal } from '../../lib/decimal.ts';
import { decimal, number, text, type Result, type Row } from '../../lib/table.ts';
import type { Choice } from '../../ui/choice_menu.tsx';
import { address } from '../../state/address.ts';
import { useCurrency } from '../../state/catalogue.ts';
import { accepted, filters } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';

export const CLUSTERS: readonly Choice[] = [
    { id: '3', words: '3 groups' },
    { id: '4', words: '4 groups' },
    { id: '5', words: '5 groups' },
    { id: '6', words: '6 groups' },
    { id: 'auto', words: 'As many as stand apart' },
];

export const LEVELS: readonly Choice[] = [
    { id: 'product', words: 'Products' },
    { id: 'category', words: 'Categories' },
];

/** Rules that chance hardly explains, about pairs. One basket in two thousand is worth a shelf beside the other. */
const RULES = { support: '0.0005', confidence: '0.05', 'max-length': '2', significance: '0.01', limit: '40' };

export interface CustomerFigures {
    currency: string;
    clusters: Choice;
    level: Choice;
    segments: Answer;
    value: Answer;
    rules: Answer;
    cohorts: Answer;
    tastes: Answer;
    campaigns: Answer;
    migration: Answer;
}

function choice(list: readonly Choice[], id: string | undefined): Choice {
    const found = list.find((item) => item.id === id) ?? list[0];
    if (!found) throw new Error('an empty list of choices');
    return found;
}

export function useCustomers(): CustomerFigures {
    const { store, region, category } = filters.value;
    const chosen = address.value.filters;
    const clusters = choice(CLUSTERS, chosen.clusters);
    const level = choice(LEVELS, chosen.level);
    const where = { store: store.join(','), region: region.join(','), category: category.join(',') };
    return {
        currency: useCurrency(),
        clusters,
        level,
        segments: useAnswer('customers.segments', accepted('customers.segments', { ...where, clusters: clusters.id })),
        value: useAnswer('customers.value', accepted('customers.value', { ...where, limit: '500' })),
        cohorts: useAnswer('customers.cohorts', accepted('customers.cohorts', { ...where, by: 'month' })),
        tastes: useAnswer('customers.preferences', accepted('customers.preferences', { ...where, clusters: clusters.id, top: '8' })),
        campaigns: useAnswer('customers.campaigns', {}),
        migration: useAnswer('customers.migration', {}),
        rules: useAnswer('customers.baskets', accepted('customers.baskets', { store: where.store, level: level.id, ...RULES })),
    };
}

export interface Segment {
    row: Row;
    profile: string;
    /** Of fewer than ten customers, or one that could be told from them: no figure of it is known here. */
    withheld: boolean;
    customers: number;
    share: number;
    recency: number;
    frequency: number;
    monetary: Decimal;
    net: Decimal;
    netShare: number;
}

export function readSegments(result: Result | null): Segment[] {
    return (result?.rows ?? []).map((row) => ({
        row,
        profile: text(row, 'profile'),
        withheld: number(row, 'customers') === null,
        customers: number(row, 'customers') ?? 0,
        share: number(row, 'customers_share') ?? 0,
        recency: number(row, 'recency_days') ?? 0,
        frequency: number(row, 'frequency') ?? 0,
        monetary: decimal(row, 'monetary') ?? Decimal.zero,
        net: decimal(row, 'net_sales') ?? Decimal.zero,
        netShare: number(row, 'net_sales_share') ?? 0,
    }));
}

export interface Rule {
    from: string;
    to: string;
    baskets: number;
    confidence: number;
    lift: number;
}

export function readRules(result: Result | null): Rule[] {
    return (result?.rows ?? []).map((row) => ({
        from: text(row, 'antecedent'),
        to: text(row, 'consequent'),
        baskets: number(row, 'count') ?? 0,
        confidence: number(row, 'confidence') ?? 0,
        lift: number(row, 'lift') ?? 0,
    }));
}

/** A pair once: the direction that is surer. */
export function pairsOf(rules: readonly Rule[]): Rule[] {
    const best = new Map<string, Rule>();
    for (const rule of rules) {
        const key = [rule.from, rule.to].sort().join('\n');
        const known = best.get(key);
        if (!known || rule.confidence > known.confidence) best.set(key, rule);
    }
    return [...best.values()];
}
