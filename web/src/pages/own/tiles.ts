/** A page of one's own: its tiles, and the YAML it is kept as. */
import type { Parameters } from '../../lib/api.ts';
import { number, text, type Result, type Row } from '../../lib/table.ts';

export const SHOWS = ['number', 'table', 'bars', 'line'] as const;

export interface OwnTile {
    title: string;
    operation: string;
    parameters: Parameters;
    show: string;
    column: string;
    /** An address of the dashboard; then nothing is asked. */
    view: string;
}

/** "a=1\nb=x=y" -> {a: '1', b: 'x=y'}; what has no name is left out. */
export function readLines(lines: string): Parameters {
    const pairs = lines.split('\n').flatMap((line): [string, string][] => {
        const at = line.indexOf('=');
        return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : [];
    });
    return Object.fromEntries(pairs);
}

export function writeLines(parameters: Parameters): string {
    return Object.entries(parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join('\n');
}

export function readTiles(result: Result | null): OwnTile[] {
    return (result?.rows ?? []).map((row) => ({
        title: text(row, 'title'),
        operation: text(row, 'operation'),
        parameters: readLines(text(row, 'parameters')),
        show: text(row, 'show') || 'table',
        column: text(row, 'column'),
        view: text(row, 'view'),
    }));
}

/** As YAML: a string of JSON is one of YAML, so that nothing in it can be read otherwise. */
export function writeYaml(title: string, tiles: readonly OwnTile[]): string {
    const lines = [`title: ${JSON.stringify(title)}`, tiles.length ? 'tiles:' : 'tiles: []'];
    for (const tile of tiles) {
        const fields = tile.view
            ? { view: tile.view, title: tile.title }
            : { operation: tile.operation, title: tile.title, show: tile.show, column: tile.column };
        const written = Object.entries(fields).filter(([, value]) => value !== '');
        written.forEach(([name, value], i) => lines.push(`  ${i === 0 ? '-' : ' '} ${name}: ${JSON.stringify(value)}`));
        const parameters = Object.entries(tile.parameters);
        if (!tile.view && parameters.length) {
            lines.push('    parameters:', ...parameters.map(([name, value]) => `      ${JSON.stringify(name)}: ${JSON.stringify(value)}`));
        }
    }
    return `${lines.join('\n')}\n`;
}

export interface Point {
    label: string;
    value: number;
}

const FIGURES = ['money', 'decimal', 'integer', 'number', 'share'];

/** The figure that a tile means: the column it names, else the first figure. */
export function figureOf(result: Result, column: string): string {
    return result.columns.find((c) => c.name === column)?.name ?? result.columns.find((c) => FIGURES.includes(c.type))?.name ?? '';
}

/** Rows as points: named by their first column that is no figure. */
export function readPoints(result: Result, column: string): Point[] {
    const figure = figureOf(result, column);
    const name = result.columns.find((c) => !FIGURES.includes(c.type))?.name ?? '';
    return result.rows.flatMap((row: Row, i): Point[] => {
        const value = number(row, figure);
        return value === null ? [] : [{ label: text(row, name) || String(i + 1), value }];
    });
}
