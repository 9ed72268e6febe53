/** Which product, in which store, how far back and ahead. */
import { useSignal } from '@preact/signals';
import { text } from '../../lib/table.ts';
import { setFilters } from '../../state/address.ts';
import { useProducts } from '../../state/catalogue.ts';
import { ChoiceMenu } from '../../ui/choice_menu.tsx';
import { Menu } from '../../ui/menu.tsx';
import { AHEADS, HISTORIES, NO_STORE, type DemandFigures } from './figures.ts';

const SHOWN = 40;

export function DemandFilters({ figures }: { figures: DemandFigures }) {
    const { product, store, stores, history, ahead } = figures;
    return (
        <div class="filters">
            <Menu label="Product" value={product} changed>
                {(close) => <Products chosen={product} close={close} />}
            </Menu>
            {store !== NO_STORE && (
                <ChoiceMenu label="Store" name="store" choices={stores.map((id) => ({ id, words: id }))} chosen={{ id: store, words: store }} />
            )}
            <ChoiceMenu label="History" name="history" choices={HISTORIES} chosen={history} />
            <ChoiceMenu label="Ahead" name="ahead" choices={AHEADS} chosen={ahead} />
            <p class="paper">
                Product {product}, store {store}; history: {history.words}; ahead: {ahead.words}
            </p>
        </div>
    );
}

function Products({ chosen, close }: { chosen: string; close: () => void }) {
    const words = useSignal('');
    const products = useProducts();
    const wanted = words.value.trim().toLowerCase().split(/\s+/);
    const found = products.filter((row) => wanted.every((word) => `${text(row, 'product')} ${text(row, 'name')}`.toLowerCase().includes(word)));
    return (
        <>
            <input
                type="search"
                aria-label="Search products"
                placeholder="Name or code"
                value={words.value}
                onInput={(event) => (words.value = event.currentTarget.value)}
            />
            <ul class="picks">
                {found.slice(0, SHOWN).map((row) => {
                    const product = text(row, 'product');
                    return (
                        <li key={product}>
                            <button
                                type="button"
                                aria-current={product === chosen ? 'true' : undefined}
                                onClick={() => {
                                    setFilters({ product, store: null });
                                    close();
                                }}
                            >
                                <span>{text(row, 'name') || product}</span>
                                <span class="note">{product}</span>
                            </button>
                        </li>
                    );
                })}
            </ul>
            {found.length > SHOWN && <p class="note">and {found.length - SHOWN} more; search narrows them</p>}
        </>
    );
}
