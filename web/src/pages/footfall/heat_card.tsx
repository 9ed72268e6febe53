/** A row a day, a column an hour; the shade is people, the figure people or staff. */
import { shortDay, weekdayName } from '../../lib/date.ts';
import { count, onePlace } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { cellKey, dayTotal, type Cell, type Plan } from './figures.ts';
import { HeatCell } from './heat_cell.tsx';
import { HeatWeeks } from './heat_weeks.tsx';

interface HeatCardProps {
    title: string;
    note: string;
    answer: Answer;
    plan: Plan;
    /** What the figure is, in words: "visitors", "staff". */
    what: string;
    value: (cell: Cell) => number | null;
    /** Name of the sums at the end of a row. */
    sum: string;
}

/** Under ten people a place behind the point says more. */
function figure(value: number, most: number): string {
    return most < 10 && !Number.isInteger(value) ? onePlace(value) : count(value);
}

export function HeatCard({ title, note, answer, plan, what, value, sum }: HeatCardProps) {
    const most = Math.max(0, ...[...plan.cells.values()].map((cell) => value(cell) ?? 0));
    return (
        <Card title={title} note={note} answer={answer} rows={14} class="cohorts">
            {() =>
                plan.days.length === 0 ? (
                    <Empty>There are no hours to plan: neither visitors nor receipts of the last weeks are known.</Empty>
                ) : (
                    <>
                        <HeatWeeks title={title} plan={plan} most={most} sum={sum} value={value} figure={figure} />
                        <div class="tw desk" tabIndex={0} role="region" aria-label={`${what} by day and hour`}>
                            <table>
                                <caption class="hidden">
                                    {title}: {what} by day and hour
                                </caption>
                                <thead>
                                    <tr>
                                        <th scope="col">Day</th>
                                        <th scope="col" class="n">
                                            {sum}
                                        </th>
                                        {plan.hours.map((hour) => (
                                            <th key={hour} scope="col" class="n">
                                                {hour}
                                                <span class="hidden">:00</span>
                                            </th>
                                        ))}
                                    </tr>
                                </thead>
                                <tbody>
                                    {plan.days.map((day) => (
                                        <tr key={day}>
                                            <th scope="row">
                                                {weekdayName(day)} {shortDay(day)}
                                            </th>
                                            <td class="n m">{count(dayTotal(plan, day, value))}</td>
                                            {plan.hours.map((hour) => (
                                                <HeatCell
                                                    key={hour}
                                                    cell={plan.cells.get(cellKey(day, hour))}
                                                    most={most}
                                                    value={value}
                                                    figure={figure}
                                                    tip={(cell) => range(cell, plan.measure)}
                                                />
                                            ))}
                                        </tr>
                                    ))}
                                </tbody>
                            </table>
                        </div>
                    </>
                )
            }
        </Card>
    );
}

function range({ people, low, high }: Cell, measure: string): string {
    return `${onePlace(people)} ${measure}${low === null || high === null ? '' : `, ${count(low)} to ${count(high)} with 80\u202f%`}`;
}
