/** The period: by name, or from a first to a last day. */
import { useSignal } from '@preact/signals';
import { addDays, dayRange, isDay } from '../lib/date.ts';
import { PRESETS, type Span } from '../lib/period.ts';
import { setFilters } from '../state/address.ts';
import { asOf } from '../state/session.ts';
import { Menu } from './menu.tsx';

export function PeriodMenu({ span, changed }: { span: Span; changed: boolean }) {
    return (
        <Menu label="Period" value={dayRange(span.from, addDays(span.to, -1))} changed={changed}>
            {(close) => <Choices span={span} close={close} />}
        </Menu>
    );
}

function Choices({ span, close }: { span: Span; close: () => void }) {
    const first = useSignal(span.from);
    const last = useSignal(addDays(span.to, -1));
    const wrong = isDay(first.value) && isDay(last.value) && first.value <= last.value ? '' : 'The first day comes after the last.';
    const choose = (next: Span) => {
        setFilters({ from: next.from, to: next.to });
        close();
    };
    const day = asOf.value;
    return (
        <>
            {day && (
                <div class="presets">
                    {PRESETS.map((preset) => (
                        <button key={preset.id} type="button" class="quiet" onClick={() => choose(preset.span(day))}>
                            {preset.words}
                        </button>
                    ))}
                </div>
            )}
            <form
                class="days"
                onSubmit={(event) => {
                    event.preventDefault();
                    if (!wrong) choose({ from: first.value, to: addDays(last.value, 1) });
                }}
            >
                <label>
                    First day
                    <input type="date" value={first.value} onInput={(event) => (first.value = event.currentTarget.value)} />
                </label>
                <label>
                    Last day
                    <input type="date" value={last.value} onInput={(event) => (last.value = event.currentTarget.value)} />
                </label>
                <button type="submit" class="btn pri" disabled={wrong !== ''}>
                    Show
                </button>
                {wrong && <p role="alert">{wrong}</p>}
            </form>
        </>
    );
}
