/** Any product by code, bar code or words: stock here and elsewhere, price, next delivery, what is like it. */
import { useSignal } from '@preact/signals';
import { shortDay } from '../../lib/date.ts';
import { exact, units } from '../../lib/format.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { readFound, type Found } from './figures.ts';
import { canScan, ScanDialog } from './scan_dialog.tsx';

type Count = (product: string, name: string) => void;

export function FindCard({ store, count }: { store: string; count: Count }) {
    const typed = useSignal('');
    const asked = useSignal<{ query: string } | { like: string; name: string } | null>(null);
    const scanning = useSignal(false);
    const wanted = asked.value;
    const answer = useAnswer('shop.find', wanted && { store, limit: '12', ...('query' in wanted ? { query: wanted.query } : { like: wanted.like }) });
    const ask = (query: string) => {
        typed.value = query;
        if (query.trim()) asked.value = { query: query.trim() };
    };
    return (
        <section class="card find" aria-label="Find a product">
            <header>
                <h2>Find a product</h2>
            </header>
            <form
                role="search"
                onSubmit={(event) => {
                    event.preventDefault();
                    ask(typed.value);
                }}
            >
                <input type="search" aria-label="Code, bar code or words" placeholder="Code, bar code or words" enterkeyhint="search" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
                <button type="submit" class="btn pri">
                    Find
                </button>
                {canScan() && (
                    <button type="button" class="btn" onClick={() => (scanning.value = true)}>
                        Scan
                    </button>
                )}
            </form>
            {wanted && (
                <Card title={'query' in wanted ? `Found: ${wanted.query}` : `Like ${wanted.name}`} answer={answer} rows={4} class="found">
                    {(result) => <FoundList found={readFound(result)} count={count} like={(product, name) => (asked.value = { like: product, name })} />}
                </Card>
            )}
            <ScanDialog open={scanning} found={ask} />
        </section>
    );
}

function FoundList({ found, count, like }: { found: readonly Found[]; count: Count; like: Count }) {
    if (found.length === 0) return <Empty>Nothing of that kind. Try fewer words, or the number under the bars.</Empty>;
    return (
        <ul class="shelf">
            {found.map((one) => (
                <li key={one.product}>
                    <div>
                        <b>{one.name}</b> <span class="m">{one.product}</span>
                        <p>
                            <Price one={one} /> · <b>{one.onHand === null ? 'never counted here' : `${units(one.onHand)} here`}</b>
                            {one.elsewhere && ` · ${one.elsewhere}`}
                            {one.nextDelivery && ` · ${one.nextUnits === null ? '' : `${units(one.nextUnits)} `}due ${shortDay(one.nextDelivery)}`}
                        </p>
                    </div>
                    <span class="acts">
                        <button type="button" class="btn" onClick={() => like(one.product, one.name)}>
                            Like it<span class="hidden">: {one.name}</span>
                        </button>
                        <button type="button" class="btn" onClick={() => count(one.product, one.name)}>
                            Count<span class="hidden"> {one.name}</span>
                        </button>
                    </span>
                </li>
            ))}
        </ul>
    );
}

function Price({ one }: { one: Found }) {
    if (!one.price) return <>no price</>;
    return (
        <>
            {one.currency} {exact(one.price.rounded(2))}
            {one.priceKind !== 'list' && one.priceKind !== 'sold' && ` ${one.priceKind}${one.priceUntil ? ` until ${shortDay(one.priceUntil)}` : ''}`}
        </>
    );
}
