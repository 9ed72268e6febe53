/** Orders: what to order, how much and why, money at risk first. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { csvOf } from '../../lib/csv.ts';
import { Decimal } from '../../lib/decimal.ts';
import { number, type Row } from '../../lib/table.ts';
import { address } from '../../state/address.ts';
import { useCategories, useCurrency, useProductNames, useRegions, useStores } from '../../state/catalogue.ts';
import { accepted, filters } from '../../state/filters.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { explain } from '../../state/how.ts';
import { Waiting } from '../../ui/card.tsx';
import { ChoiceMenu } from '../../ui/choice_menu.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { saveText } from '../../ui/save.ts';
import { AdviceCard } from './advice_card.tsx';
import { DraftsCard } from './drafts_card.tsx';
import { LineDialog } from './line_dialog.tsx';
import { readLines, type OrderLine } from './lines.ts';
import { OrderTable } from './order_table.tsx';
import { NOTHING, type Selection } from './selection.ts';
import { SelectionBar } from './selection_bar.tsx';
import { OrdersSentence } from './sentence.tsx';

const PAGE = 100; // lines shown at a time

const SERVICES = [
    { id: '', words: '95 %' },
    { id: '0.9', words: '90 %' },
    { id: '0.97', words: '97 %' },
    { id: '0.99', words: '99 %' },
];

const REASONS = [
    { id: 'short', words: 'Short' },
    { id: 'full', words: 'In full' },
] as const;

export default function Orders() {
    const answer = useOrders();
    const lines = useMemo(() => readLines(answer.result), [answer.result]);
    const service = number(lines[0]?.row, 'service_level');
    const currency = useCurrency();
    return (
        <>
            <Head title="Orders" sub={<DataTo />}>
                <button type="button" class="btn" disabled={!answer.result} onClick={() => explain('Orders', answer)}>
                    How computed
                </button>
                <button type="button" class="btn" disabled={lines.length === 0} onClick={() => exportLines(answer, lines, (line) => line.quantity)}>
                    Export CSV
                </button>
            </Head>
            <OrderFilters />
            {answer.problem?.isWithoutStock ? (
                <div class="notes">
                    <Empty>
                        There are no stock levels yet, so nobody can say what to order. <a href="/data">Import stock</a> to see what runs out, when, and how much
                        money that would cost.
                    </Empty>
                </div>
            ) : answer.problem ? (
                <section class="card" aria-label="Orders">
                    <ErrorBox problem={answer.problem} retry={answer.retry} />
                </section>
            ) : answer.result ? (
                <div class={answer.busy ? 'stale' : undefined} aria-busy={answer.busy}>
                    <OrdersSentence lines={lines} currency={currency} service={service} />
                    <OrderList answer={answer} lines={lines} currency={currency} />
                    <PaperNote answer={answer} />
                </div>
            ) : (
                <section class="card waiting" aria-label="Orders" aria-busy="true">
                    <Waiting answer={answer} rows={14} />
                </section>
            )}
        </>
    );
}

function useOrders(): Answer {
    const { store, region, category } = filters.value;
    const service = address.value.filters.service ?? '';
    return useAnswer(
        'inventory.orders',
        accepted('inventory.orders', { store: store.join(','), region: region.join(','), category: category.join(','), service }),
        { long: true },
    );
}

function OrderFilters() {
    const { store, region, category } = filters.value;
    const stores = useStores();
    const regions = useRegions();
    const categories = useCategories();
    const { service = '', reasons } = address.value.filters;
    const full = reasons === 'full';
    const chosen = SERVICES.find((s) => s.id === service) ?? { id: service, words: service };
    return (
        <div class="filters">
            <ListMenu label="Store" name="store" all={stores} chosen={store} />
            {regions.length > 0 && <ListMenu label="Region" name="region" all={regions} chosen={region} />}
            <ListMenu label="Category" name="category" all={categories} chosen={category} />
            <ChoiceMenu label="In stock with" name="service" choices={SERVICES} chosen={chosen} />
            <ChoiceMenu label="Reasons" name="reasons" choices={REASONS} chosen={full ? REASONS[1] : REASONS[0]} />
            <p class="legend" aria-hidden="true">
                <span class="swatch s1" /> stock <span class="swatch hatched" /> coming <span class="swatch mean" /> demand to cover: mean and
                wanted service
            </p>
            <p class="paper">
                Stores: {store.join(', ') || 'all'}; categories: {category.join(', ') || 'all'}; in stock with {chosen.words}
            </p>
        </div>
    );
}

function OrderList({ answer, lines, currency }: { answer: Answer; lines: readonly OrderLine[]; currency: string }) {
    const shown = useSignal(PAGE);
    const selection = useSignal<Selection>(NOTHING);
    const edited = useSignal<ReadonlyMap<string, number>>(new Map());
    const opened = useSignal<OrderLine | null>(null);
    const { busy, problem, act } = useChange();
    const drafts = useAnswer('purchasing.list', { state: 'draft,sent,partly_received', limit: '50' });
    const nameOf = useProductNames();
    if (lines.length === 0) {
        return (
            <>
                <Notes answer={answer} />
                <DraftsCard answer={drafts} />
            </>
        );
    }
    const quantityOf = (line: OrderLine) => edited.value.get(line.key) ?? line.quantity;
    const ticked = lines.filter((line) => selection.value.ticked.has(line.key));
    const putOnOrder = () =>
        act('purchasing.create', { line: ticked.map((line) => `${line.product}@${line.store}=${quantityOf(line)}`) }, () => {
            selection.value = NOTHING;
            drafts.retry();
        });
    return (
        <>
            <section class="card" aria-label="Order list">
                <OrderTable
                    lines={lines}
                    shown={shown.value}
                    currency={currency}
                    fullReasons={address.value.filters.reasons === 'full'}
                    nameOf={nameOf}
                    quantityOf={quantityOf}
                    selection={selection.value}
                    select={(next) => (selection.value = next)}
                    setQuantity={(line, quantity) => (edited.value = new Map(edited.value).set(line.key, quantity))}
                    open={(line) => (opened.value = line)}
                />
                {lines.length > shown.value && (
                    <p class="more">
                        <button type="button" class="btn" onClick={() => (shown.value += PAGE)}>
                            Show {Math.min(PAGE, lines.length - shown.value)} more of {lines.length}
                        </button>
                    </p>
                )}
            </section>
            <Notes answer={answer} />
            {problem && <ErrorBox problem={problem} retry={putOnOrder} />}
            <DraftsCard answer={drafts} />
            <AdviceCard currency={currency} nameOf={nameOf} />
            <SelectionBar
                lines={lines}
                ticked={ticked}
                currency={currency}
                quantityOf={quantityOf}
                clear={() => (selection.value = NOTHING)}
                exportTicked={() => exportLines(answer, ticked, quantityOf)}
                putOnOrder={putOnOrder}
                busy={busy}
            />
            <LineDialog line={opened} name={opened.value ? nameOf(opened.value.product) : ''} result={answer.result} />
        </>
    );
}

/** What a person must know beside the numbers. */
function Notes({ answer }: { answer: Answer }) {
    const notes = answer.result?.notes ?? [];
    if (notes.length === 0) return null;
    return (
        <div class="notes">
            <Empty>{notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`).join(' ')}</Empty>
        </div>
    );
}

function exportLines(answer: Answer, lines: readonly OrderLine[], quantityOf: (line: OrderLine) => number): void {
    if (!answer.result) return;
    const rows = lines.map((line): Row => ({ ...line.row, order_quantity: Decimal.parse(String(quantityOf(line))) }));
    saveText(csvOf(answer.result.columns, rows), 'orders.csv');
}
