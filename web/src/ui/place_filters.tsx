/** The filters of pages that are not about a span: store, region, category, all in the address. */
import { address } from '../state/address.ts';
import { useCategories, useRegions, useStores } from '../state/catalogue.ts';
import { filters } from '../state/filters.ts';
import { ListMenu } from './list_menu.tsx';

export function PlaceFilters() {
    const { store, region, category } = filters.value;
    const stores = useStores();
    const regions = useRegions();
    const categories = useCategories();
    const active = ['store', 'region', 'category'].some((name) => address.value.filters[name]);
    return (
        <div class="filters">
            <ListMenu label="Store" name="store" all={stores} chosen={store} />
            {regions.length > 0 && <ListMenu label="Region" name="region" all={regions} chosen={region} />}
            <ListMenu label="Category" name="category" all={categories} chosen={category} />
            <p class="paper">
                Stores: {store.join(', ') || 'all'}; categories: {category.join(', ') || 'all'}
                {active ? '' : '; everything'}
            </p>
        </div>
    );
}
