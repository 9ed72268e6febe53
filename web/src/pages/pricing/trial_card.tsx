/** A price tried in some stores: which and how long, and afterwards what it did. */
import { useSignal } from '@preact/signals';
import { percent, percentChange } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { knows } from '../../state/session.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const PLAN: readonly TableColumn<Row>[] = [
    { head: 'Weeks', figure: true, cell: (row) => text(row, 'weeks') },
    { head: 'Told from chance', figure: true, cell: (row) => `${percentChange(number(row, 'detectable_fall') ?? 0)} or ${percentChange(number(row, 'detectable') ?? 0)}` },
    { head: 'Chance to see it', figure: true, cell: (row) => percent(number(row, 'power') ?? 0, 0) },
];
const RESULT: readonly TableColumn<Row>[] = [
    { head: 'Of', cell: (row) => text(row, 'measure') },
    { head: 'Effect', figure: true, cell: (row) => (number(row, 'effect') === null ? '-' : percentChange(number(row, 'effect') ?? 0)) },
    { head: 'From, to', figure: true, cell: (row) => (number(row, 'low') === null ? '' : `${percentChange(number(row, 'low') ?? 0)} to ${percentChange(number(row, 'high') ?? 0)}`) },
    { head: 'Seen', cell: (row) => text(row, 'verdict') || text(row, 'reason') },
];

export function TrialCard({ product }: { product: string }) {
    const form = useSignal({ product, change: '-10', test: '', from: '' });
    const plan = useSignal<readonly Row[]>([]);
    const found = useSignal<readonly Row[]>([]);
    const { busy, problem, act, forget } = useChange();
    const set = (field: keyof typeof form.value) => (event: { currentTarget: { value: string } }) => (form.value = { ...form.value, [field]: event.currentTarget.value });
    if (!knows('pricing.test-plan')) return null;
    const { change, test, from } = form.value;
    const chosen = form.value.product || product;
    const ask = () =>
        act('pricing.test-plan', { product: chosen, change: String(Number(change) / 100) }, (result) => {
            plan.value = result.rows.filter((_, i) => [0, 1, 3, 7, 11].includes(i));
            form.value = { ...form.value, product: chosen, test: text(result.rows[0] ?? {}, 'test') };
        });
    const judge = () => act('pricing.test-result', { product: chosen, test, from }, (result) => (found.value = result.rows));
    return (
        <section class="card trial" aria-label="A price tried in some stores" aria-busy={busy}>
            <header>
                <h2>Try a price first</h2>
                <p>which stores, how long, and what it did</p>
            </header>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    ask();
                }}
            >
                <label>
                    Product
                    <input type="text" class="field narrow" value={chosen} onInput={set('product')} />
                </label>
                <label>
                    Change, %
                    <input type="text" class="field narrow" inputMode="decimal" value={change} onInput={set('change')} />
                </label>
                <button type="submit" class="btn" disabled={busy || !chosen}>
                    Plan it
                </button>
                <label>
                    Stores with the new price
                    <input type="text" class="field" value={test} onInput={set('test')} />
                </label>
                <label>
                    Since
                    <input type="date" class="field" value={from} onInput={set('from')} />
                </label>
                <button type="button" class="btn" disabled={busy || !test || !from || !chosen} onClick={judge}>
                    What did it do?
                </button>
                {problem && <ErrorBox problem={problem} retry={forget} />}
            </form>
            {plan.value.length > 0 && <Table caption="Lengths of a trial" rows={plan.value} columns={PLAN} keyOf={(row) => text(row, 'weeks')} />}
            {found.value.length > 0 && <Table caption="What the price did" rows={found.value} columns={RESULT} keyOf={(row) => text(row, 'measure')} />}
        </section>
    );
}
