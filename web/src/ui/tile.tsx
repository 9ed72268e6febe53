/** A key figure: label, value, change, and how it went. */
import type { ComponentChildren } from 'preact';
import { explain } from '../state/how.ts';
import type { Answer } from '../state/query.ts';

export interface TileProps {
    label: string;
    unit?: string;
    /** null: unknown, which is said. */
    value: string | null;
    /** All digits, where `value` shows fewer. */
    exact?: string;
    suffix?: string;
    change?: ComponentChildren;
    spark?: ComponentChildren;
    answer: Answer;
    column?: string;
}

export function Tile({ label, unit, value, exact, suffix, change, spark, answer, column }: TileProps) {
    return (
        <div class="tile">
            <p class="l">
                <button type="button" onClick={() => explain(label, answer, column)} title="How computed">
                    {label}
                    {unit && `, ${unit}`}
                </button>
            </p>
            <p class="v" title={exact && exact !== value ? exact : undefined}>
                {value ?? <span class="unknown">not known</span>}
                {suffix && value !== null && <small> {suffix}</small>}
            </p>
            <p class="d">{change}</p>
            {spark}
        </div>
    );
}

export function Tiles({ answer, label, children }: { answer: Answer; label: string; children: ComponentChildren }) {
    const stale = answer.busy && answer.result !== null;
    return (
        <section class={stale ? 'card tiles stale' : 'card tiles'} aria-label={label} aria-busy={answer.busy}>
            {children}
        </section>
    );
}
