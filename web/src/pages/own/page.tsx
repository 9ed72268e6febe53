/** Pages of one's own: tiles put together by hand or as YAML, asked with the rights of who looks. */
import { useSignal } from '@preact/signals';
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { text } from '../../lib/table.ts';
import { address, setFilters } from '../../state/address.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { CopyLink } from '../../ui/copy_link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Editor } from './editor.tsx';
import { OwnTileCard } from './tile_card.tsx';
import { readTiles } from './tiles.ts';

export default function Own() {
    const pages = useAnswer('pages.list', {});
    const editing = useSignal(false);
    const rows = pages.result?.rows ?? [];
    const name = address.value.filters.page ?? text(rows[0], 'page');
    const row = rows.find((one) => text(one, 'page') === name);
    const shown = useAnswer('pages.show', row && !text(row, 'said') ? { name } : null);
    const title = text(row, 'title') || 'Own pages';
    return (
        <>
            <Head title={title} sub={<DataTo />}>
                {row && <CopyLink />}
                <button type="button" class="btn pri" aria-expanded={editing.value} onClick={() => (editing.value = !editing.value)}>
                    {editing.value ? 'Done' : row ? 'Change' : 'New page'}
                </button>
            </Head>
            <nav class="filters" aria-label="Own pages">
                {rows.map((one) => (
                    <button key={text(one, 'page')} type="button" class={text(one, 'page') === name ? 'quiet here' : 'quiet'} aria-current={text(one, 'page') === name ? 'page' : undefined} onClick={() => setFilters({ page: text(one, 'page') })}>
                        {text(one, 'title')}
                    </button>
                ))}
            </nav>
            {pages.problem && <ErrorBox problem={pages.problem} retry={pages.retry} />}
            {row && text(row, 'said') && <p class="failed" role="alert">{text(row, 'said')}</p>}
            {editing.value && <Editor key={name} name={name} title={row ? title : ''} yaml={text(row, 'yaml')} tiles={readTiles(shown.result)} pages={pages} shown={shown} />}
            <Tiles answer={shown} isEmpty={pages.result !== null && rows.length === 0} />
        </>
    );
}

function Tiles({ answer, isEmpty }: { answer: Answer; isEmpty: boolean }) {
    if (isEmpty) {
        return (
            <div class="notes">
                <Empty>There is no page of your own yet. New page makes one: whatever can be asked as a number, a table or bars, and views saved from other pages. A YAML file under pages/ of the workspace is one too.</Empty>
            </div>
        );
    }
    if (answer.problem) return <ErrorBox problem={answer.problem} retry={answer.retry} />;
    return (
        <div class="owntiles" aria-busy={answer.busy}>
            {readTiles(answer.result).map((tile, i) => (
                <OwnTileCard key={`${i} ${tile.operation}${tile.view}`} tile={tile} />
            ))}
        </div>
    );
}
