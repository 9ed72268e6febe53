/** A page being put together: tile by tile, or the whole of it as YAML. */
import { useSignal } from '@preact/signals';
import { setFilters } from '../../state/address.ts';
import { useChange } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { operations } from '../../state/session.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { readLines, SHOWS, writeYaml, type OwnTile } from './tiles.ts';

interface EditorProps {
    name: string;
    title: string;
    yaml: string;
    tiles: readonly OwnTile[];
    pages: Answer;
    shown: Answer;
}

const NEW: OwnTile = { title: '', operation: 'sales.kpis', parameters: {}, show: 'number', column: '', view: '' };

export function Editor({ name, title, yaml, tiles, pages, shown }: EditorProps) {
    const page = useSignal(name);
    const words = useSignal(title);
    const { busy, problem, act, forget } = useChange();
    const after = () => {
        pages.retry();
        shown.retry();
        setFilters({ page: page.value });
    };
    const save = (text: string) => act('pages.save', { name: page.value, yaml: text }, after);
    const saveTiles = (next: readonly OwnTile[]) => save(writeYaml(words.value || page.value, next));
    const swap = (i: number) => tiles.map((tile, at) => (at === i - 1 ? (tiles[i] ?? tile) : at === i ? (tiles[i - 1] ?? tile) : tile));
    const kept = page.value === name ? tiles : [];
    return (
        <section class="card editor-card" aria-label="Change the page" aria-busy={busy}>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    saveTiles(kept);
                }}
            >
                <label>
                    Name in the address
                    <input type="text" pattern="[A-Za-z0-9_\-]+" value={page.value} onInput={(event) => (page.value = event.currentTarget.value)} />
                </label>
                <label>
                    Title
                    <input type="text" value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
                </label>
                <button type="submit" class="btn" disabled={busy || !page.value}>
                    Save
                </button>
                {name !== '' && (
                    <button type="button" class="btn" disabled={busy} onClick={() => act('pages.remove', { name }, () => (setFilters({ page: null }), pages.retry()))}>
                        Remove the page
                    </button>
                )}
            </form>
            {problem && <ErrorBox problem={problem} retry={forget} />}
            <ol class="tilelist">
                {kept.map((tile, i) => (
                    <li key={i}>
                        {tile.title || tile.operation || tile.view}{' '}
                        <span class="note">{tile.view || `${tile.operation} as ${tile.show}`}</span>{' '}
                        {i > 0 && (
                            <button type="button" class="quiet" disabled={busy} onClick={() => saveTiles(swap(i))}>
                                Up<span class="hidden"> {tile.title}</span>
                            </button>
                        )}{' '}
                        <button type="button" class="quiet" disabled={busy} onClick={() => saveTiles(kept.filter((_, at) => at !== i))}>
                            Take off<span class="hidden"> {tile.title}</span>
                        </button>
                    </li>
                ))}
            </ol>
            <AddTile busy={busy || !page.value} add={(tile) => saveTiles([...kept, tile])} />
            <Yaml yaml={yaml} busy={busy || !page.value} save={save} />
        </section>
    );
}

function AddTile({ busy, add }: { busy: boolean; add: (tile: OwnTile) => void }) {
    const tile = useSignal<OwnTile>(NEW);
    const lines = useSignal('');
    const asks = [...operations.value.values()].filter((operation) => !operation.flags?.includes('changes')).sort((a, b) => a.name.localeCompare(b.name));
    const chosen = operations.value.get(tile.value.operation);
    const set = (name: keyof OwnTile) => (event: { currentTarget: { value: string } }) => {
        tile.value = { ...tile.value, [name]: event.currentTarget.value };
    };
    return (
        <form
            class="upload"
            onSubmit={(event) => {
                event.preventDefault();
                add({ ...tile.value, parameters: readLines(lines.value) });
            }}
        >
            <label>
                Asks
                <select class="field" value={tile.value.operation} onChange={set('operation')}>
                    {asks.map((operation) => (
                        <option key={operation.name} value={operation.name}>
                            {operation.name.replaceAll('.', ' ')}: {operation.summary.slice(0, 60)}
                        </option>
                    ))}
                </select>
            </label>
            <label>
                Shown as
                <select class="field" value={tile.value.show} onChange={set('show')}>
                    {SHOWS.map((id) => (
                        <option key={id}>{id}</option>
                    ))}
                </select>
            </label>
            <label>
                Figure
                <select class="field" value={tile.value.column} onChange={set('column')}>
                    <option value="">the first</option>
                    {(chosen?.columns ?? []).map((column) => (
                        <option key={column.name} value={column.name}>
                            {column.name.replaceAll('_', ' ')}
                        </option>
                    ))}
                </select>
            </label>
            <label>
                Heading
                <input type="text" value={tile.value.title} onInput={set('title')} />
            </label>
            <label>
                Parameters, name=value by the line
                <textarea rows={2} placeholder={(chosen?.params ?? []).slice(0, 2).map((param) => `${param.name}=`).join('\n')} value={lines.value} onInput={(event) => (lines.value = event.currentTarget.value)} />
            </label>
            <button type="submit" class="btn pri" disabled={busy}>
                Add the tile
            </button>
        </form>
    );
}

function Yaml({ yaml, busy, save }: { yaml: string; busy: boolean; save: (text: string) => void }) {
    const text = useSignal<string | null>(null);
    return (
        <details class="yaml">
            <summary>As YAML</summary>
            <form
                class="editor"
                onSubmit={(event) => {
                    event.preventDefault();
                    save(text.value ?? yaml);
                    text.value = null;
                }}
            >
                <textarea aria-label="The page as YAML" rows={12} spellcheck={false} value={text.value ?? yaml} onInput={(event) => (text.value = event.currentTarget.value)} />
                <p>
                    <button type="submit" class="btn pri" disabled={busy}>
                        Save the YAML
                    </button>
                </p>
            </form>
        </details>
    );
}
