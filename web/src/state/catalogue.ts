/** What can be chosen: stores, regions, categories and products with sales, the largest first. */
import { useMemo } from 'preact/hooks';
import { text, type Row } from '../lib/table.ts';
import { knows } from './session.ts';
import { useAnswer } from './query.ts';

const ALL = { period: 'all' } as const;
const BEST_SELLERS = { period: 'all', limit: '5000' } as const;

function names(rows: readonly Row[] | undefined, column: string): string[] {
    return [...new Set((rows ?? []).map((row) => text(row, column)))].filter((name) => name !== '(none)');
}

export function useStores(): string[] {
    const answer = useAnswer('sales.stores', ALL);
    return useMemo(() => names(answer.result?.rows, 'store'), [answer.result]);
}

export function useCategories(): string[] {
    const answer = useAnswer('sales.categories', ALL);
    return useMemo(() => names(answer.result?.rows, 'category'), [answer.result]);
}

export function useRegions(): string[] {
    const answer = useAnswer('sales.regions', knows('sales.regions') ? ALL : null);
    return useMemo(() => names(answer.result?.rows, 'region'), [answer.result]);
}

/** One row a product, the best seller first. */
export function useProducts(): readonly Row[] {
    const answer = useAnswer('sales.products', BEST_SELLERS);
    return useMemo(() => {
        const seen = new Set<string>();
        return (answer.result?.rows ?? []).filter((row) => {
            const product = text(row, 'product');
            return !seen.has(product) && seen.add(product);
        });
    }, [answer.result]);
}

export function useCatalogue() {
    return { stores: useStores(), categories: useCategories(), products: useProducts() };
}

/** Names of products by their codes; the code where no name is known. */
export function useProductNames(): (product: string) => string {
    const products = useProducts();
    return useMemo(() => {
        const names = new Map(products.map((row) => [text(row, 'product'), text(row, 'name')]));
        return (product) => names.get(product) || product;
    }, [products]);
}

/** The currency of the workspace; nothing where it has several. */
export function useCurrency(): string {
    const answer = useAnswer('sales.kpis', ALL);
    const found = names(answer.result?.rows, 'currency');
    return found.length === 1 ? (found[0] ?? '') : '';
}
