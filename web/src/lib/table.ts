/** The answer of an operation: the document that the command line prints with `--format json`. */
import { Decimal } from './decimal.ts';
import { parseJson, type Json } from './json.ts';
import { noteName } from './names.ts';

export type Cell = Decimal | string | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

export interface Column {
    name: string;
    type: string;
    unit: string | null;
}

export interface Result {
    operation: string;
    parameters: Readonly<Record<string, string>>;
    columns: readonly Column[];
    rows: readonly Row[];
    notes: readonly string[];
    /** An answer of before, shown because the network gave none: when it came. */
    keptAt?: Date;
}

export function readResult(text: string): Result {
    const document = object(parseJson(text));
    return {
        operation: textOf(document.operation),
        parameters: Object.fromEntries(Object.entries(object(document.parameters)).map(([k, v]) => [k, textOf(v)])),
        columns: array(document.columns).map(column),
        rows: array(document.rows).map(row),
        notes: array(document.notes).map(textOf),
    };
}

export function has(result: Result, column: string): boolean {
    return result.columns.some((c) => c.name === column);
}

export function decimal(row: Row | undefined, name: string): Decimal | null {
    const cell = row?.[name];
    return cell instanceof Decimal ? cell : null;
}

export function number(row: Row | undefined, name: string): number | null {
    return decimal(row, name)?.toNumber() ?? null;
}

export function text(row: Row | undefined, name: string): string {
    const cell = row?.[name];
    return typeof cell === 'string' ? cell : cell instanceof Decimal ? cell.toString() : '';
}

export function flag(row: Row | undefined, name: string): boolean {
    return row?.[name] === true;
}

/** Amounts in several currencies are never added: the rows of one. */
export function rowsOf(result: Result | null, currency: string): readonly Row[] {
    return (result?.rows ?? []).filter((row) => !currency || text(row, 'currency') === currency);
}

function column(json: Json): Column {
    const c = object(json);
    return { name: textOf(c.name), type: textOf(c.type), unit: typeof c.unit === 'string' ? c.unit : null };
}

function row(json: Json): Row {
    return Object.fromEntries(Object.entries(object(json)).map(([name, value]) => [name, cell(value)]));
}

function cell(json: Json): Cell {
    if (typeof json === 'string') noteName(json);
    if (json === null || typeof json === 'boolean' || typeof json === 'string' || json instanceof Decimal) return json;
    if (typeof json === 'number') return Decimal.parse(json.toFixed(12)) ?? null; // a literal with an exponent
    return JSON.stringify(json);
}

function object(json: Json | undefined): { [name: string]: Json } {
    if (json === null || typeof json !== 'object' || Array.isArray(json) || json instanceof Decimal) {
        throw new SyntaxError('an object was expected in the answer');
    }
    return json;
}

function array(json: Json | undefined): Json[] {
    if (!Array.isArray(json)) throw new SyntaxError('a list was expected in the answer');
    return json;
}

function textOf(json: Json | undefined): string {
    return json === null || json === undefined ? '' : String(json);
}
