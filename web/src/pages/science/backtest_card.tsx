/** What to test, and a job that tests it: with progress, and with a way to stop it. */
import { useSignal } from '@preact/signals';
import { setFilters } from '../../state/address.ts';
import { useCategories, useStores } from '../../state/catalogue.ts';
import type { Answer } from '../../state/query.ts';
import { knows } from '../../state/session.ts';
import { CardTools, Waiting } from '../../ui/card.tsx';
import { Downloads } from '../../ui/downloads.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import type { Asked } from './figures.ts';

const MODELS = ['auto', 'boost', 'median', 'weighted', 'seasonal_naive', 'ets', 'theta', 'arima', 'croston', 'sba', 'tsb', 'count'] as const;
const GROUPS: readonly [string, string][] = [
    ['', 'nothing more'],
    ['store', 'store'],
    ['category', 'category'],
];

export function BacktestCard({ asked, answer, isRun }: { asked: Asked; answer: Answer; isRun: boolean }) {
    if (!knows('demand.backtest')) return null;
    return (
        <section class="card backtest" aria-label="Backtest" aria-busy={answer.busy}>
            <header>
                <h2>Backtest</h2>
                <p>rolling origins: each fold knows only what was known then</p>
                {answer.result && <CardTools title="Backtest" answer={answer} />}
            </header>
            <Form asked={asked} />
            {answer.problem ? <ErrorBox problem={answer.problem} retry={answer.retry} /> : isRun && answer.busy && <Waiting answer={answer} rows={2} />}
            {answer.result && (
                <p class="rest">
                    <Downloads answer={answer} />
                </p>
            )}
        </section>
    );
}

function Form({ asked }: { asked: Asked }) {
    const form = useSignal<Record<string, string>>({ ...asked });
    const stores = useStores();
    const categories = useCategories();
    const set = (name: keyof Asked) => (event: { currentTarget: { value: string } }) => {
        form.value = { ...form.value, [name]: event.currentTarget.value };
    };
    const choice = (name: keyof Asked, label: string, options: readonly (readonly [string, string])[]) => (
        <label>
            {label}
            <select class="field" value={form.value[name]} onChange={set(name)}>
                {options.map(([id, words]) => (
                    <option key={id} value={id}>
                        {words}
                    </option>
                ))}
            </select>
        </label>
    );
    const same = (list: readonly string[]) => list.map((item) => [item, item] as const);
    return (
        <form
            class="upload"
            onSubmit={(event) => {
                event.preventDefault();
                setFilters({ ...form.value, run: '1' });
            }}
        >
            {choice(
                'model',
                'Model',
                MODELS.map((id) => [id, id === 'auto' ? 'chosen automatically' : id.replaceAll('_', ' ')]),
            )}
            <label>
                Folds
                <input class="field narrow" type="number" min="1" max="52" value={form.value.folds} onInput={set('folds')} />
            </label>
            <label>
                Days ahead
                <input class="field narrow" type="number" min="1" max="366" placeholder="28" value={form.value.horizon} onInput={set('horizon')} />
            </label>
            {choice('by', 'Also by', GROUPS)}
            {choice('store', 'Store', [['', 'all'], ...same(stores)])}
            {choice('category', 'Category', [['', 'all'], ...same(categories)])}
            <button type="submit" class="btn pri">
                Run the backtest
            </button>
        </form>
    );
}
