/** Rows as a CSV file (RFC 4180), every figure with all its digits. */
import type { Cell, Column, Row } from './table.ts';

function field(cell: Cell | undefined): string {
    const text = cell === null || cell === undefined ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(columns: readonly Pick<Column, 'name'>[], rows: readonly Row[]): string {
    const lines = [columns.map((column) => field(column.name)), ...rows.map((row) => columns.map((column) => field(row[column.name])))];
    return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
