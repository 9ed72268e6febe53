/** The same on a phone: an hour a row, a day a column, a table a week, so that nothing is cut. */
import { weekdayName, type Day } from '../../lib/date.ts';
import { count } from '../../lib/format.ts';
import { cellKey, dayTotal, type Cell, type Plan } from './figures.ts';
import { HeatCell } from './heat_cell.tsx';

const WEEK = 7;

interface HeatWeeksProps {
    title: string;
    plan: Plan;
    most: number;
    sum: string;
    value: (cell: Cell) => number | null;
    figure: (value: number, most: number) => string;
}

export function HeatWeeks(props: HeatWeeksProps) {
    const { days } = props.plan;
    const weeks = Array.from({ length: Math.ceil(days.length / WEEK) }, (_, i) => days.slice(i * WEEK, (i + 1) * WEEK));
    return (
        <div class="phone">
            {weeks.map((week) => (
                <WeekTable key={week[0]} week={week} {...props} />
            ))}
        </div>
    );
}

function WeekTable({ week, title, plan, most, sum, value, figure }: HeatWeeksProps & { week: Day[] }) {
    return (
        <div class="tw">
            <table>
                <caption class="hidden">
                    {title}, {weekdayName(week[0] ?? '')} {dayOfMonth(week[0] ?? '')}
                </caption>
                <thead>
                    <tr>
                        <th scope="col">
                            <span class="hidden">Hour</span>
                        </th>
                        {week.map((day) => (
                            <th key={day} scope="col" class="n">
                                {weekdayName(day)} <b>{dayOfMonth(day)}</b>
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {plan.hours.map((hour) => (
                        <tr key={hour}>
                            <th scope="row">
                                {hour}
                                <span class="hidden">:00</span>
                            </th>
                            {week.map((day) => (
                                <HeatCell key={day} cell={plan.cells.get(cellKey(day, hour))} most={most} value={value} figure={figure} />
                            ))}
                        </tr>
                    ))}
                    <tr class="total">
                        <th scope="row">{sum}</th>
                        {week.map((day) => (
                            <td key={day} class="n m">
                                {count(dayTotal(plan, day, value))}
                            </td>
                        ))}
                    </tr>
                </tbody>
            </table>
        </div>
    );
}

function dayOfMonth(day: Day): string {
    return String(Number(day.slice(8)));
}
