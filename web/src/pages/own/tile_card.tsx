/** One tile: what its operation answers to this very reader, as a number, a table, bars or a line. */
import { Bars } from '../../charts/bars.tsx';
import { axis, percent, units } from '../../lib/format.ts';
import { number, type Column, type Result } from '../../lib/table.ts';
import { operations } from '../../state/session.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { isFigure, show } from '../../ui/data_table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { Spark } from '../../charts/spark.tsx';
import { figureOf, readPoints, type OwnTile } from './tiles.ts';

const ROWS = 8;
const FIGURES = 2;
const BARS = 40;

export function OwnTileCard({ tile }: { tile: OwnTile }) {
    if (tile.view) return <View tile={tile} />;
    const operation = operations.value.get(tile.operation);
    if (!operation) return <NotYours tile={tile} />;
    return <Question tile={tile} />;
}

function Question({ tile }: { tile: OwnTile }) {
    const operation = operations.value.get(tile.operation);
    const answer = useAnswer(tile.operation, tile.parameters, { long: operation?.flags?.includes('long') ?? false });
    const title = tile.title || operation?.summary || tile.operation;
    const note = answer.result ? figureOf(answer.result, tile.column).replaceAll('_', ' ') : '';
    return (
        <Card title={title} note={tile.show === 'table' ? '' : note} answer={answer} rows={4} class={`own as-${tile.show}`}>
            {(result) => (result.rows.length === 0 ? <Empty>There is nothing to show.</Empty> : <Figures tile={tile} result={result} title={title} />)}
        </Card>
    );
}

function Figures({ tile, result, title }: { tile: OwnTile; result: Result; title: string }) {
    const name = figureOf(result, tile.column);
    const column = result.columns.find((one) => one.name === name);
    if (tile.show === 'number' && column) return <p class="hero">{show(result.rows[0]?.[name] ?? null, column)}</p>;
    if (tile.show === 'table' || !column) return <Some result={result} title={title} figure={tile.column} />;
    const points = readPoints(result, tile.column);
    if (tile.show === 'line') {
        return (
            <div class="line" role="img" aria-label={`${title}: ${points.length} values, the last ${points[points.length - 1]?.value ?? ''}`}>
                <Spark values={points.map((point) => point.value)} before={[]} />
            </div>
        );
    }
    const words = column.type === 'share' ? (value: number) => percent(value, 0) : axis;
    return <Bars bars={points.slice(0, BARS)} axis={words} summary={`${title}, ${Math.min(points.length, BARS)} bars. Arrow keys read each; Table has every value.`} speak={(i) => `${points[i]?.label ?? ''}: ${words(points[i]?.value ?? 0)}`} />;
}

/** Units without the zeros behind the point. */
function brief(row: Result['rows'][number], column: Column): string {
    const value = column.type === 'decimal' ? number(row, column.name) : null;
    return value === null ? show(row[column.name] ?? null, column) : units(value);
}

/** A name and the figures that fit beside it; all columns stand under Table. */
function Some({ result, title, figure }: { result: Result; title: string; figure: string }) {
    const name = result.columns.find((column) => column.name === 'name') ?? result.columns.find((column) => !isFigure(column));
    const figures = result.columns.filter((column) => isFigure(column) && (!figure || column.name === figure)).slice(0, FIGURES);
    const columns = [...(name ? [name] : []), ...figures].map((column) => ({
        head: column.name.replaceAll('_', ' '),
        figure: isFigure(column),
        ...(column === name ? { class: 'two' } : {}),
        cell: (row: Result['rows'][number]) => <span>{brief(row, column)}</span>,
    }));
    const rows = result.rows.slice(0, ROWS).map((row, i) => ({ row, i }));
    return (
        <>
            <Table caption={title} rows={rows} columns={columns.map((column) => ({ ...column, cell: ({ row }: (typeof rows)[number]) => column.cell(row) }))} keyOf={({ i }) => String(i)} />
            {result.rows.length > ROWS && <p class="rest">and {result.rows.length - ROWS} more under Table</p>}
        </>
    );
}

function View({ tile }: { tile: OwnTile }) {
    return (
        <section class="card own view" aria-label={tile.title || tile.view}>
            <header>
                <h2>{tile.title || 'View'}</h2>
            </header>
            <p class="rest">
                <a class="btn" href={tile.view}>
                    Open the view
                </a>
            </p>
        </section>
    );
}

function NotYours({ tile }: { tile: OwnTile }) {
    return (
        <section class="card own" aria-label={tile.title || tile.operation}>
            <header>
                <h2>{tile.title || tile.operation}</h2>
            </header>
            <div class="body">
                <Empty>This tile asks {tile.operation}, which your role may not.</Empty>
            </div>
        </section>
    );
}
