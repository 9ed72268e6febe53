/** Where stock costs money: shelves that ran empty, stock that is probably not there, stock that nobody wants. */
import { Decimal } from '../../lib/decimal.ts';
import { count, exact, likelihood, moneyAt, moneyPlaces, percent, units } from '../../lib/format.ts';
import { decimal, number, text, type Result, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const SHOWN = 8;

interface TroubleProps {
    answer: Answer;
    currency: string;
    nameOf: (product: string) => string;
}

/** The rows with the most money in a column. */
function worst(result: Result | null, column: string): readonly Row[] {
    const money = (row: Row) => decimal(row, column) ?? Decimal.zero;
    return [...(result?.rows ?? [])].sort((a, b) => money(b).compare(money(a))).slice(0, SHOWN);
}

function amount(column: string, head: string, rows: readonly Row[]): TableColumn<Row> {
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, column) ?? []));
    return {
        head,
        figure: true,
        cell: (row) => {
            const value = decimal(row, column);
            return value && <span title={exact(value)}>{moneyAt(value, places)}</span>;
        },
    };
}

function where(nameOf: (product: string) => string, second: (row: Row) => string): TableColumn<Row> {
    return {
        head: 'Product, store',
        class: 'two',
        cell: (row) => (
            <>
                <span title={nameOf(text(row, 'product'))}>{nameOf(text(row, 'product'))}</span>
                <span>
                    {text(row, 'store')} · {second(row)}
                </span>
            </>
        ),
    };
}

const keyOf = (row: Row) => `${text(row, 'product')} ${text(row, 'store')}`;

export function LostCard({ answer, currency, nameOf }: TroubleProps) {
    const rows = worst(answer.result, 'lost_sales');
    const columns = [
        where(nameOf, (row) => `${count(number(row, 'stock_out_days') ?? 0)} days empty, ${percent(number(row, 'lost_share') ?? 0, 0)} of demand`),
        amount('lost_sales', `Lost sales, ${currency}`, rows),
        amount('lost_margin', 'Margin', rows),
    ];
    return (
        <Card title="What empty shelves cost" note="estimate" answer={answer} rows={8} class="lost">
            {() => (rows.length === 0 ? <Empty>No shelf is known to have run empty.</Empty> : <Table caption="What empty shelves cost" rows={rows} columns={columns} keyOf={keyOf} />)}
        </Card>
    );
}

export function PhantomCard({ answer, currency, nameOf }: TroubleProps) {
    const rows = worst(answer.result, 'margin_at_risk');
    const columns: TableColumn<Row>[] = [
        where(nameOf, (row) => `${units(number(row, 'on_hand') ?? 0)} on the books, silent for ${count(number(row, 'silent_days') ?? 0)} days`),
        { head: 'Not there', figure: true, cell: (row) => likelihood(number(row, 'probability') ?? 0) },
        amount('margin_at_risk', `A week, ${currency}`, rows),
    ];
    return (
        <Card title="Probably not there" note="count it" answer={answer} rows={8} class="phantom">
            {() => (rows.length === 0 ? <Empty>No product is silent for longer than chance explains.</Empty> : <Table caption="Probably not there" rows={rows} columns={columns} keyOf={keyOf} />)}
        </Card>
    );
}

export function DeadCard({ answer, currency, nameOf }: TroubleProps) {
    const rows = worst(answer.result, 'stock_value');
    const columns = [
        where(nameOf, (row) => [text(row, 'state'), row.days_without_sale === null ? 'never sold' : `no sale for ${count(number(row, 'days_without_sale') ?? 0)} days`, text(row, 'action')].join(' · ')),
        { head: 'Units', figure: true, wide: true, cell: (row: Row) => units(number(row, 'on_hand') ?? 0) },
        amount('stock_value', `At cost, ${currency}`, rows),
    ];
    return (
        <Card title="Nobody wants it" answer={answer} rows={8} class="dead">
            {() => (rows.length === 0 ? <Empty>All stock sells.</Empty> : <Table caption="Dead and slow stock" rows={rows} columns={columns} keyOf={keyOf} />)}
        </Card>
    );
}
