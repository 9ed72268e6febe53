/** The receipts behind the figures of the page, the largest first, and one of them line by line. */
import type { Parameters } from '../../lib/api.ts';
import { shortDay } from '../../lib/date.ts';
import { exact, moneyAt, units } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import { address, setFilters } from '../../state/address.ts';
import { salesParameters } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { Figures } from '../overview/figures.ts';

const SHOWN = 20;

const amount = (row: Row, name: string) => {
    const value = decimal(row, name);
    return value && <span title={exact(value)}>{moneyAt(value, 2)}</span>;
};

const open = {
    get value() {
        return Boolean(address.value.filters.receipt);
    },
    set value(next: boolean) {
        if (!next) setFilters({ receipt: null });
    },
};

const COLUMNS: readonly TableColumn<Row>[] = [
    {
        head: 'Receipt',
        cell: (row) => (
            <button type="button" class="link" onClick={() => setFilters({ receipt: text(row, 'receipt') })}>
                {text(row, 'transaction_no') || text(row, 'receipt')}
            </button>
        ),
    },
    { head: 'Store', wide: true, cell: (row) => text(row, 'store') },
    { head: 'Till', wide: true, cell: (row) => text(row, 'register') },
    { head: 'Day', cell: (row) => shortDay(text(row, 'day')) },
    { head: 'Paid by', wide: true, cell: (row) => text(row, 'payment_method') },
    { head: 'Lines', figure: true, wide: true, class: 'm', cell: (row) => units(number(row, 'lines') ?? 0) },
    { head: 'Units', figure: true, wide: true, cell: (row) => units(number(row, 'units') ?? 0) },
];

export function ReceiptsCard({ figures: { filters, currency }, also }: { figures: Figures; also: Parameters }) {
    const answer = useAnswer('sales.receipts', salesParameters('sales.receipts', filters, { ...also, currency, limit: String(SHOWN) }));
    const columns = [...COLUMNS, { head: `Net sales, ${currency} ↓`, figure: true, cell: (row: Row) => amount(row, 'net_sales') }];
    return (
        <Card title="Receipts" note="largest first; amounts of what the page is narrowed to" answer={answer} rows={8} class="receipts">
            {(result) => (
                <>
                    {result.rows.length === 0 ? <Empty>No receipt holds what the page is narrowed to.</Empty> : <Table caption="Receipts" rows={result.rows} columns={columns} keyOf={(row) => text(row, 'receipt')} />}
                    <Dialog title="Receipt" open={open} wide>
                        {open.value && <Lines receipt={address.value.filters.receipt ?? ''} />}
                    </Dialog>
                </>
            )}
        </Card>
    );
}

const LINE: readonly TableColumn<Row>[] = [
    { head: 'Product', class: 'two', cell: (row) => <span title={text(row, 'name')}>{text(row, 'name') || text(row, 'product')}</span> },
    { head: 'Kind', wide: true, cell: (row) => text(row, 'kind') },
    { head: 'Units', figure: true, cell: (row) => units(number(row, 'quantity') ?? 0) },
    { head: 'Before discounts', figure: true, wide: true, cell: (row) => amount(row, 'gross_sales') },
    { head: 'Discount', figure: true, wide: true, cell: (row) => amount(row, 'discount') },
    { head: 'Tax', figure: true, wide: true, cell: (row) => amount(row, 'tax') },
    { head: 'Net sales', figure: true, cell: (row) => amount(row, 'net_sales') },
];

function Lines({ receipt }: { receipt: string }) {
    const answer = useAnswer('sales.receipt', { receipt });
    const first = answer.result?.rows[0];
    if (answer.problem) return <ErrorBox problem={answer.problem} retry={answer.retry} />;
    if (!answer.result) return <div class="bars" aria-busy="true" />;
    if (!first) return <Empty>There is no such receipt, or it is of a store that you may not see.</Empty>;
    return (
        <>
            <p class="note">
                {text(first, 'store')}, {text(first, 'sold_at').replace('T', ' ').replace(/(:\d\d)?Z$/, '')} UTC, {text(first, 'payment_method') || 'payment not known'}, {text(first, 'currency')}; came in {text(first, 'file')}
            </p>
            <Table caption="Lines of the receipt" rows={answer.result.rows} columns={LINE} keyOf={(row) => text(row, 'line_no') + text(row, 'product')} />
        </>
    );
}
