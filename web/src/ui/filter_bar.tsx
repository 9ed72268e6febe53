/** The filters of sales pages, all in the address; on paper they become one line of text. */
import type { Filters } from '../state/filters.ts';
import { comparisons } from '../state/filters.ts';
import { addDays, dayRange } from '../lib/date.ts';
import { GRAINS } from '../lib/period.ts';
import { address, setFilters } from '../state/address.ts';
import { useCategories, useRegions, useStores } from '../state/catalogue.ts';
import { ChoiceMenu } from './choice_menu.tsx';
import { ListMenu } from './list_menu.tsx';
import { PeriodMenu } from './period_menu.tsx';

const OF_SALES = ['from', 'to', 'compare', 'grain', 'store', 'region', 'category', 'currency'];

export function FilterBar({ filters, currencies }: { filters: Filters; currencies: readonly string[] }) {
    const stores = useStores();
    const regions = useRegions();
    const categories = useCategories();
    const chosen = address.value.filters;
    const active = OF_SALES.some((name) => chosen[name]);
    return (
        <div class="filters">
            {filters.span && <PeriodMenu span={filters.span} changed={Boolean(chosen.from)} />}
            <ChoiceMenu label="Compare" name="compare" choices={comparisons.value} chosen={filters.comparison} />
            <ChoiceMenu label="Calendar" name="grain" choices={GRAINS} chosen={filters.grain} />
            <ListMenu label="Store" name="store" all={stores} chosen={filters.store} />
            {regions.length > 0 && <ListMenu label="Region" name="region" all={regions} chosen={filters.region} />}
            <ListMenu label="Category" name="category" all={categories} chosen={filters.category} />
            {currencies.length > 1 && (
                <ChoiceMenu
                    label="Currency"
                    name="currency"
                    choices={currencies.map((id) => ({ id, words: id }))}
                    chosen={{ id: filters.currency || (currencies[0] ?? ''), words: filters.currency || (currencies[0] ?? '') }}
                />
            )}
            {active && (
                <button type="button" class="quiet" onClick={() => setFilters(Object.fromEntries(OF_SALES.map((name) => [name, null])))}>
                    Reset
                </button>
            )}
            <p class="paper">
                {filters.span && dayRange(filters.span.from, addDays(filters.span.to, -1))}; {filters.comparison.words.toLowerCase()};{' '}
                {filters.grain.words}; stores: {filters.store.join(', ') || 'all'}; categories: {filters.category.join(', ') || 'all'}
            </p>
        </div>
    );
}
