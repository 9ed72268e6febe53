/** A table of figures. ↑ and ↓ move from row to row when a row leads somewhere. */
import type { ComponentChildren } from 'preact';

export interface TableColumn<R> {
    head: ComponentChildren;
    /** Right, with figures. */
    figure?: boolean;
    /** Left out on phones. */
    wide?: boolean;
    class?: string;
    cell: (row: R) => ComponentChildren;
}

interface TableProps<R> {
    caption: string;
    rows: readonly R[];
    columns: readonly TableColumn<R>[];
    keyOf: (row: R) => string;
    foot?: ComponentChildren;
}

function classOf<R>(column: TableColumn<R>): string | undefined {
    const names = [column.figure && 'n', column.wide && 'wide', column.class].filter(Boolean);
    return names.length ? names.join(' ') : undefined;
}

function moveRow(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    if (!step || !row) return;
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    const target = next?.querySelector<HTMLElement>('a, button');
    if (!target) return;
    event.preventDefault();
    target.focus();
}

export function Table<R>({ caption, rows, columns, keyOf, foot }: TableProps<R>) {
    return (
        <div class="tw">
            <table onKeyDown={moveRow}>
                <caption class="hidden">{caption}</caption>
                <thead>
                    <tr>
                        {columns.map((column, i) => (
                            <th key={i} scope="col" class={classOf(column)}>
                                {column.head}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={keyOf(row)}>
                            {columns.map((column, i) => (
                                <td key={i} class={classOf(column)}>
                                    {column.cell(row)}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
                {foot && <tfoot>{foot}</tfoot>}
            </table>
        </div>
    );
}
