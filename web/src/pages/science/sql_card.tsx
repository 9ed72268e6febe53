/** A free question: one SELECT over the public views, run by the server with its limits of rows and seconds. */
import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { count } from '../../lib/format.ts';
import { text } from '../../lib/table.ts';
import { address, setFilters } from '../../state/address.ts';
import { useAnswer } from '../../state/query.ts';
import { knows } from '../../state/session.ts';
import { Waiting } from '../../ui/card.tsx';
import { RawTable } from '../../ui/data_table.tsx';
import { Downloads } from '../../ui/downloads.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';

const FIRST = 'SELECT store, count(*) AS lines, sum(units) AS units\nFROM sale\nGROUP BY store\nORDER BY store';

export function SqlCard() {
    const query = address.value.filters.query ?? '';
    const answer = useAnswer('sql', query ? { query } : null, { long: true });
    if (!knows('sql')) return <NotAllowed />;
    const rows = answer.result?.rows.length ?? 0;
    return (
        <section class="card sql" aria-label="SQL" aria-busy={answer.busy}>
            <header>
                <h2>SQL</h2>
                <p>one SELECT over the public views; nothing can be changed; _minor is in cents</p>
            </header>
            <Editor key={query} query={query} run={(words) => (words === query ? answer.retry() : setFilters({ query: words }))} />
            {answer.problem ? (
                <ErrorBox problem={answer.problem} retry={answer.retry} />
            ) : answer.result ? (
                <div class={answer.busy ? 'body stale' : 'body'}>
                    <p class="rest">
                        {count(rows)} rows <Downloads answer={answer} />
                    </p>
                    <div class="within">
                        <RawTable title="Rows of the query" result={answer.result} />
                    </div>
                </div>
            ) : (
                query && <Waiting answer={answer} rows={4} />
            )}
        </section>
    );
}

function NotAllowed() {
    return <Empty>Free SQL shows rows of every store, so it is for analysts and data scientists who may see all stores.</Empty>;
}

function Editor({ query, run }: { query: string; run: (words: string) => void }) {
    const words = useSignal(query || FIRST);
    const field = useRef<HTMLTextAreaElement>(null);
    const views = useAnswer('sql.views', {});
    const insert = (name: string) => {
        const at = field.current;
        if (!at) return;
        at.setRangeText(name, at.selectionStart, at.selectionEnd, 'end');
        words.value = at.value;
        at.focus();
    };
    const send = () => {
        if (words.value.trim()) run(words.value.trim());
    };
    return (
        <form
            class="editor"
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
        >
            <textarea
                ref={field}
                aria-label="Query"
                aria-describedby="sqlhint"
                spellcheck={false}
                rows={Math.min(16, Math.max(5, words.value.split('\n').length + 1))}
                value={words.value}
                onInput={(event) => (words.value = event.currentTarget.value)}
                onKeyDown={(event) => {
                    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
                    event.preventDefault();
                    send();
                }}
            />
            <p class="views">
                <button type="submit" class="btn pri">
                    Run
                </button>{' '}
                <span class="note" id="sqlhint">
                    or Ctrl and Enter. Views:
                </span>
                {(views.result?.rows ?? []).map((row) => (
                    <button key={text(row, 'view')} type="button" class="quiet" onClick={() => insert(text(row, 'view'))}>
                        {text(row, 'view')}
                    </button>
                ))}
            </p>
        </form>
    );
}
