/** Analysis: what made the change, under which comparison, in which categories and products, down to the receipt. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { address, setFilters } from '../../state/address.ts';
import { useProductNames } from '../../state/catalogue.ts';
import { CopyLink } from '../../ui/copy_link.tsx';
import { FilterBar } from '../../ui/filter_bar.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { SaveView } from '../../ui/save_view.tsx';
import { CategoriesCard } from '../overview/categories_card.tsx';
import { useFigures } from '../overview/figures.ts';
import { Sentence } from '../overview/sentence.tsx';
import { TrendCard } from '../overview/trend_card.tsx';
import { CompareCard } from './compare_card.tsx';
import { MoversCard } from './movers_card.tsx';
import { ReceiptsCard } from './receipts_card.tsx';
import { TreeCard } from './tree_card.tsx';

export default function Analysis() {
    const product = address.value.filters.product ?? '';
    const also = { product };
    const figures = useFigures(also);
    return (
        <>
            <Head title="Analysis" sub={<DataTo />}>
                <SaveView />
                <CopyLink />
                <button type="button" class="btn" onClick={() => window.print()}>
                    Print
                </button>
            </Head>
            <FilterBar filters={figures.filters} currencies={figures.currencies} />
            {product && <ProductChosen product={product} />}
            <Sentence figures={figures} />
            <div class="stack">
                <TreeCard figures={figures} />
            </div>
            <div class="grid wide-narrow">
                <TrendCard figures={figures} />
                <CompareCard figures={figures} also={also} />
            </div>
            <div class="grid pair">
                <MoversCard figures={figures} also={also} />
                <CategoriesCard figures={figures} />
            </div>
            <div class="grid">
                <ReceiptsCard figures={figures} also={also} />
            </div>
            <PaperNote answer={figures.kpis} />
        </>
    );
}

function ProductChosen({ product }: { product: string }) {
    const nameOf = useProductNames();
    return (
        <p class="chosen">
            Only {nameOf(product)} ({product}){' '}
            <button type="button" class="quiet" onClick={() => setFilters({ product: null })}>
                All products
            </button>
        </p>
    );
}
