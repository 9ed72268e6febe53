/** The month so far and what it will come to, against plan and last year. */
import { MonthBar } from '../../charts/month_bar.tsx';
import { monthName } from '../../lib/date.ts';
import type { Decimal } from '../../lib/decimal.ts';
import { exact, likelihood, money, moneyAt, moneyPlaces } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { ChangeAmount } from '../../ui/change.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readOutlook, type Outlook } from './figures.ts';
import type { Figures } from './use_figures.ts';

interface Line {
    name: string;
    value: Decimal;
    /** Expected less this; null where that says nothing. */
    against: Decimal | null;
}

export function OutlookCard({ figures: { outlook, currency } }: { figures: Figures }) {
    const month = readOutlook(outlook.result, currency);
    return (
        <Card title="Month against plan" note={month ? `${monthName(month.firstDay)}, ${currency}` : currency} answer={outlook} rows={6} class="outlook">
            {() => (month ? <Body month={month} currency={currency} /> : <Empty>Nothing was sold this month. What it will come to shows here with the first sales.</Empty>)}
        </Card>
    );
}

function linesOf({ soFar, expected, low, high, plan, againstPlan, lastYear }: Outlook): Line[] {
    const line = (name: string, value: Decimal | null, against: Decimal | null = null) => (value ? [{ name, value, against }] : []);
    return [
        ...line('Counted so far', soFar),
        ...line('Expected, whole month', expected),
        ...line('Low end of the 80 % range', low),
        ...line('High end of the 80 % range', high),
        ...line('Plan', plan, againstPlan),
        ...line('Same month last year', lastYear, lastYear && expected.minus(lastYear)),
    ];
}

function Body({ month, currency }: { month: Outlook; currency: string }) {
    const lines = linesOf(month);
    const places = moneyPlaces(lines.map((line) => line.value));
    const columns: TableColumn<Line>[] = [
        { head: 'Net sales', cell: (line) => line.name },
        { head: currency, figure: true, cell: (line) => <span title={exact(line.value)}>{moneyAt(line.value, places)}</span> },
        { head: 'Against it', figure: true, cell: (line) => line.against && <ChangeAmount amount={line.against} places={places} /> },
    ];
    return (
        <>
            <MonthBar {...month} summary={summaryOf(month, currency)} />
            <p class="legend under">
                <span class="swatch s1" aria-hidden="true" /> counted <span class="swatch expected" aria-hidden="true" /> expected, line: range with 80 %{month.plan && '; mark: plan'}
            </p>
            <Table caption="The month against plan and last year" rows={lines} columns={columns} keyOf={(line) => line.name} />
            {!month.plan && (
                <Empty>
                    There is no plan for this month. <a href="/data">Import a plan</a> to see the chance of reaching it.
                </Empty>
            )}
            {month.plan && month.chance === null && <Empty>Fewer than six earlier months are known; the chance of reaching the plan shows from then on.</Empty>}
        </>
    );
}

function summaryOf({ soFar, expected, plan, chance }: Outlook, currency: string): string {
    const held = plan ? `; the plan is ${money(plan)}${chance === null ? '' : `, reached with ${likelihood(chance)}`}` : '';
    return `${currency} ${money(soFar)} counted, ${money(expected)} expected for the whole month${held}.`;
}
