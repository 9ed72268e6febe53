/** A card: title, unit and note, "Table" and "How computed", and in it the figures, their loading or their failure. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { ago, clock } from '../lib/date.ts';
import type { Result } from '../lib/table.ts';
import { explain, shownTable } from '../state/how.ts';
import type { Answer } from '../state/query.ts';
import { knows } from '../state/session.ts';
import { ErrorBox } from './error_box.tsx';
import { Progress } from './progress.tsx';

interface CardProps {
    title: string;
    note?: ComponentChildren;
    /** Where the figures come from; the card shows `children` when it has them. */
    answer: Answer;
    /** Height of the grey bars of the first load, in rows. */
    rows?: number;
    class?: string;
    children: (result: Result) => ComponentChildren;
}

export function Card({ title, note, answer, rows = 6, class: name = '', children }: CardProps) {
    if (answer.operation && !knows(answer.operation)) return null; // this person may not ask it
    const stale = answer.busy && answer.result !== null;
    return (
        <section class={`card ${name}`} aria-label={title} aria-busy={answer.busy}>
            <header>
                <h2>{title}</h2>
                {note && <p>{note}</p>}
                {answer.result && <CardTools title={title} answer={answer} />}
            </header>
            {answer.problem ? (
                <ErrorBox problem={answer.problem} retry={answer.retry} />
            ) : (
                <>
                    {stale && <Updating />}
                    {answer.result?.keptAt && <Kept at={answer.result.keptAt} />}
                    {answer.result ? <div class={stale ? 'body stale' : 'body'}>{children(answer.result)}</div> : <Waiting answer={answer} rows={rows} />}
                </>
            )}
        </section>
    );
}

export function CardTools({ title, answer }: { title: string; answer: Answer }) {
    return (
        <div class="tools">
            <button type="button" onClick={() => (shownTable.value = { title, answer })}>
                Table<span class="hidden"> of {title}</span>
            </button>
            <button type="button" onClick={() => explain(title, answer)}>
                How computed<span class="hidden">: {title}</span>
            </button>
        </div>
    );
}

/** Figures of before: the connection gave none. */
function Kept({ at }: { at: Date }) {
    return (
        <p class="age">
            <span aria-hidden="true">○ </span>as it was at {clock(at)}, {ago(at, new Date())}
        </p>
    );
}

/** Said only when it takes long enough to be noticed. */
export function Updating() {
    const late = useSignal(false);
    useEffect(() => {
        const timer = window.setTimeout(() => (late.value = true), 250);
        return () => window.clearTimeout(timer);
    }, []);
    return late.value ? <p class="updating">updating</p> : null;
}

/** The first load: grey bars of the right size; over a second what it does; a job with progress and Cancel. */
export function Waiting({ answer, rows }: { answer: Answer; rows: number }) {
    if (answer.job) return <Progress job={answer.job} words="Calculating" cancel={answer.cancel} />;
    return (
        <div class="bars" role="status" aria-label="Loading">
            {Array.from({ length: rows }, (_, i) => (
                <span key={i} />
            ))}
        </div>
    );
}
