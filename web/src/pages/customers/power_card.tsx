/** Before a campaign: what a test of its size could find out. */
import { useSignal } from '@preact/signals';
import { count, onePlace } from '../../lib/format.ts';
import { number } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { knows } from '../../state/session.ts';
import { ErrorBox } from '../../ui/error_box.tsx';

interface Finding {
    contacted: number;
    control: number;
    /** Difference of shares that is found; null: none is. */
    least: number | null;
}

export function PowerCard() {
    const form = useSignal({ contacted: '900', control: '100', rate: '12' });
    const found = useSignal<Finding | null>(null);
    const { busy, problem, act } = useChange();
    const set = (field: keyof typeof form.value) => (event: { currentTarget: { value: string } }) => {
        form.value = { ...form.value, [field]: event.currentTarget.value };
        found.value = null;
    };
    const { contacted, control, rate } = form.value;
    const ask = () =>
        act('customers.power', { contacted, control, rate: String(Number(rate) / 100) }, (result) => {
            const row = result.rows[0];
            found.value = row ? { contacted: number(row, 'contacted') ?? 0, control: number(row, 'control') ?? 0, least: number(row, 'detectable') } : null;
        });
    if (!knows('customers.power')) return null;
    return (
        <section class="card power" aria-label="What a test can find" aria-busy={busy}>
            <header>
                <h2>What a test can find</h2>
                <p>before a campaign: is it large enough to tell whether it helped?</p>
            </header>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    ask();
                }}
            >
                <label>
                    To contact
                    <input type="text" class="field narrow" inputMode="numeric" value={contacted} onInput={set('contacted')} />
                </label>
                <label>
                    Left alone
                    <input type="text" class="field narrow" inputMode="numeric" value={control} onInput={set('control')} />
                </label>
                <label>
                    Buy anyway, %
                    <input type="text" class="field narrow" inputMode="decimal" value={rate} onInput={set('rate')} />
                </label>
                <button type="submit" class="btn" disabled={busy}>
                    What would it find?
                </button>
                {found.value && (
                    <p class="words wide" role="status">
                        {found.value.least === null ? (
                            <>So few customers find no difference with that chance.</>
                        ) : (
                            <>
                                <b>A rise of {onePlace(found.value.least * 100)} percentage points or more</b> is found 8 times in 10, with {count(found.value.contacted)} contacted and{' '}
                                {count(found.value.control)} left alone.
                            </>
                        )}
                    </p>
                )}
                {problem && <ErrorBox problem={problem} retry={ask} />}
            </form>
        </section>
    );
}
