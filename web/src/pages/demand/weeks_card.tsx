/** The forecast by week: sums of the daily means beside the same days a year ago. */
import { addDays, shortDay, type Day } from '../../lib/date.ts';
import { count, countChange, onePlace, units } from '../../lib/format.ts';
import { number, text } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { toneOf } from '../../ui/change.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readForecast, unitsIn, type DemandFigures } from './figures.ts';

interface Week {
    from: Day;
    days: number;
    expected: number;
    lastYear: number | null;
}

export function WeeksCard({ figures }: { figures: DemandFigures }) {
    const weeks = weeksOf(figures);
    const expected = weeks.reduce((sum, week) => sum + week.expected, 0);
    const known = weeks.flatMap((week) => week.lastYear ?? []);
    const lastYear = known.length === weeks.length ? known.reduce((sum, units) => sum + units, 0) : null;
    const columns: TableColumn<Week>[] = [
        { head: 'Week', cell: (week) => `${shortDay(week.from)} – ${shortDay(addDays(week.from, week.days - 1))}` },
        { head: 'A day', figure: true, cell: (week) => onePlace(week.expected / week.days) },
        { head: 'Expected', figure: true, cell: (week) => <b class="strong">{count(week.expected)}</b> },
        { head: 'Last year', figure: true, class: 'm', cell: (week) => (week.lastYear === null ? 'not known' : units(week.lastYear)) },
        { head: 'Change', figure: true, cell: (week) => <UnitsChange now={week.expected} before={week.lastYear} /> },
    ];
    return (
        <Card title="Forecast by week" note="units" answer={figures.forecast} rows={5} class="weeks">
            {() => (
                <>
                <Table
                    caption="Forecast by week"
                    rows={weeks}
                    columns={columns}
                    keyOf={(week) => week.from}
                    foot={
                        <tr>
                            <td>{figures.ahead.words.charAt(0).toUpperCase() + figures.ahead.words.slice(1)}</td>
                            <td class="n">{onePlace(expected / Math.max(figures.ahead.days, 1))}</td>
                            <td class="n">{count(expected)}</td>
                            <td class="n">{lastYear === null ? '' : units(lastYear)}</td>
                            <td class="n">
                                <UnitsChange now={expected} before={lastYear} />
                            </td>
                        </tr>
                    }
                />
                <Whole answer={figures.weekly} />
                </>
            )}
        </Card>
    );
}

/** Whole weeks with their own range: a sum of ranges of days would be too wide. */
function Whole({ answer }: { answer: Answer }) {
    const weeks = (answer.result?.rows ?? []).map((row) => ({
        from: text(row, 'day').slice(0, 10) || text(row, 'week').slice(0, 10),
        mean: number(row, 'mean') ?? 0,
        low: number(row, 'q0.1') ?? 0,
        high: number(row, 'q0.9') ?? 0,
    }));
    const first = weeks[0];
    if (!first) return null;
    return (
        <p class="rest">
            Whole weeks, with 80{'\u202f'}%: {weeks.map((week) => `${shortDay(week.from)} ${count(week.low)} to ${count(week.high)}`).join(' · ')}
        </p>
    );
}

function weeksOf({ forecast, soldBefore }: DemandFigures): Week[] {
    const days = readForecast(forecast.result);
    const weeks: Week[] = [];
    for (let i = 0; i < days.length; i += 7) {
        const part = days.slice(i, i + 7);
        const from = part[0]?.day;
        if (!from) continue;
        weeks.push({
            from,
            days: part.length,
            expected: part.reduce((sum, day) => sum + day.mean, 0),
            lastYear: unitsIn(soldBefore.result, addDays(from, -364), addDays(from, part.length - 364)),
        });
    }
    return weeks;
}

function UnitsChange({ now, before }: { now: number; before: number | null }) {
    if (before === null) return null;
    const change = Math.round(now) - Math.round(before);
    return (
        <span class={toneOf(Math.sign(change))}>
            <span aria-hidden="true">{change > 0 ? '▲ ' : change < 0 ? '▼ ' : '■ '}</span>
            {countChange(change)}
        </span>
    );
}
