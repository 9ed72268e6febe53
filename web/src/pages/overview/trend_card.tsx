/** Net sales by period, with the comparison and the difference. */
import { Trend, type Bar } from '../../charts/trend.tsx';
import { addMonths, daysBetween, longDay, monthName, shortDay, type Day } from '../../lib/date.ts';
import { count, money } from '../../lib/format.ts';
import type { Grain } from '../../lib/period.ts';
import { decimal, flag, number, rowsOf, text, type Row } from '../../lib/table.ts';
import { asOf } from '../../state/session.ts';
import { Card } from '../../ui/card.tsx';
import type { Figures } from './figures.ts';

export function TrendCard({ figures }: { figures: Figures }) {
    const { trend, currency, filters } = figures;
    const rows = rowsOf(trend.result, currency);
    const most = Math.max(0, ...rows.map((row) => number(row, 'net_sales') ?? 0));
    const scale = scaleOf(most);
    const note = [scale.word && `${scale.word} ${currency}`, !scale.word && currency, filters.grain.note].filter(Boolean).join(' · ');
    return (
        <Card title={`Net sales by ${filters.grain.noun}`} note={note} answer={trend} rows={9} class="trend">
            {() => (
                <Trend
                    bars={rows.map((row) => barOf(row, filters.grain))}
                    summary={summaryOf(rows, filters.grain, currency, filters.comparison.label)}
                    speak={(i) => speak(rows[i], filters.grain)}
                    beforeLabel={filters.comparison.label}
                    lastLabel={lastLabel(rows[rows.length - 1], filters.grain)}
                    unit={scale.unit}
                    unitWord={scale.word || currency}
                />
            )}
        </Card>
    );
}

function scaleOf(most: number): { unit: number; word: string } {
    if (most >= 1e7) return { unit: 1e6, word: 'million' };
    return most >= 1e4 ? { unit: 1e3, word: 'thousand' } : { unit: 1, word: '' };
}

function barOf(row: Row, grain: Grain): Bar {
    const day = text(row, 'first_day');
    return {
        label: grain.by === 'month' && grain.calendar === 'gregorian' ? (monthName(day).split(' ')[0] ?? '') : grain.by === 'quarter' ? text(row, 'period') : shortDay(day),
        value: number(row, 'net_sales') ?? 0,
        before: number(row, 'net_sales_before'),
        complete: flag(row, 'complete'),
    };
}

/** How the period is called in a sentence. */
function nameOf(row: Row, grain: Grain): string {
    const day = text(row, 'first_day');
    if (grain.by === 'week') return `Week of ${shortDay(day)}`;
    if (grain.by === 'month' && grain.calendar === 'gregorian') return monthName(day);
    return grain.by === 'day' ? longDay(day) : text(row, 'period');
}

function speak(row: Row | undefined, grain: Grain): string {
    const net = decimal(row, 'net_sales');
    if (!row || !net) return '';
    const before = decimal(row, 'net_sales_before');
    const words = `${nameOf(row, grain)}: ${money(net)}`;
    if (!before) return words;
    const change = net.minus(before);
    if (change.sign() === 0) return `${words}, as last year`;
    return `${words}, ${money(change.abs())} ${change.sign() > 0 ? 'more' : 'less'} than last year`;
}

/** Days of a period that has no end in the data yet. */
export function progressOf(row: Row | undefined, grain: Grain): { done: number; all: number } | null {
    const day: Day = text(row, 'first_day');
    if (!row || flag(row, 'complete') || !asOf.value || day > asOf.value) return null;
    const all = grain.by === 'week' ? 7 : grain.by === 'month' ? daysBetween(day, addMonths(day, 1)) : grain.by === 'quarter' ? daysBetween(day, addMonths(day, 3)) : 1;
    const done = daysBetween(day, asOf.value) + 1;
    return done < all ? { done, all } : null;
}

function lastLabel(row: Row | undefined, grain: Grain): string {
    const progress = progressOf(row, grain);
    return progress ? `this ${grain.noun}: ${count(progress.done)} of ${count(progress.all)} days` : '';
}

function summaryOf(rows: readonly Row[], grain: Grain, currency: string, comparison: string): string {
    const first = rows[0];
    const last = rows[rows.length - 1];
    if (!first || !last) return `No net sales by ${grain.noun} in this period.`;
    let best = first;
    for (const row of rows) if ((number(row, 'net_sales') ?? 0) > (number(best, 'net_sales') ?? 0)) best = row;
    const net = decimal(best, 'net_sales');
    const most = net ? ` Most in the ${nameOf(best, grain).replace(/^Week/, 'week')}: ${money(net)} ${currency}.` : '';
    return `Net sales by ${grain.noun}, ${rows.length} bars${comparison && `, with ${comparison}`}.${most} Arrow keys read each bar; Table has every value.`;
}
