/** A customer who has just begun: the group of the figures typed in, at once. */
import { useSignal } from '@preact/signals';
import { percent } from '../../lib/format.ts';
import { number, text } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { knows } from '../../state/session.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import type { CustomerFigures } from './figures.ts';

interface Place {
    profile: string;
    confidence: number;
}

export function NewcomerCard({ figures: { clusters, currency } }: { figures: CustomerFigures }) {
    const form = useSignal({ 'recency-days': '7', frequency: '2', monetary: '80' });
    const found = useSignal<Place | null>(null);
    const { busy, problem, act } = useChange();
    const set = (field: keyof typeof form.value) => (event: { currentTarget: { value: string } }) => {
        form.value = { ...form.value, [field]: event.currentTarget.value };
        found.value = null;
    };
    const place = () =>
        act('customers.classify', { ...form.value, clusters: clusters.id }, (result) => {
            const row = result.rows[0];
            found.value = row ? { profile: text(row, 'profile'), confidence: number(row, 'confidence') ?? 0 } : null;
        });
    if (!knows('customers.classify')) return null;
    return (
        <section class="card newcomer" aria-label="A new customer" aria-busy={busy}>
            <header>
                <h2>A new customer</h2>
                <p>the group of these figures; 0 % sure: as near to the next one</p>
            </header>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    place();
                }}
            >
                <label>
                    Days since the last purchase
                    <input type="text" class="field narrow" inputMode="numeric" value={form.value['recency-days']} onInput={set('recency-days')} />
                </label>
                <label>
                    Receipts
                    <input type="text" class="field narrow" inputMode="numeric" value={form.value.frequency} onInput={set('frequency')} />
                </label>
                <label>
                    Spent, {currency}
                    <input type="text" class="field narrow" inputMode="decimal" value={form.value.monetary} onInput={set('monetary')} />
                </label>
                <button type="submit" class="btn" disabled={busy}>
                    Which group?
                </button>
                {found.value && (
                    <p class="words wide" role="status">
                        <b>{found.value.profile}</b>, {percent(found.value.confidence, 0)} sure.
                    </p>
                )}
                {problem && <ErrorBox problem={problem} retry={place} />}
            </form>
        </section>
    );
}
