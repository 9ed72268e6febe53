/** Prices to change, largest gain first: tick what to accept, export it for the tills. */
import { useSignal } from '@preact/signals';
import { count, exact, moneyAt, moneyChangeAt, moneyPlaces, percentChange, units } from '../../lib/format.ts';
import { csvOf } from '../../lib/csv.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import type { Answer } from '../../state/query.ts';
import { knows } from '../../state/session.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { saveText } from '../../ui/save.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

const SHOWN = 12;

interface AdviceCardProps {
    answer: Answer;
    currency: string;
    aim: string;
    promotions: string;
    /** After prices were accepted or turned down. */
    decided: () => void;
}

export function AdviceCard({ answer, currency, aim, promotions, decided }: AdviceCardProps) {
    const accepted = useSignal<ReadonlySet<string>>(new Set());
    const rows = answer.result?.rows ?? [];
    const ticked = rows.filter((row) => accepted.value.has(text(row, 'product')));
    const { busy, problem, act, forget } = useChange();
    /** One after the other: each is advised anew before it is kept. */
    const decide = (operation: 'pricing.accept' | 'pricing.ignore', products: readonly string[]) => {
        const [product, ...others] = products;
        if (!product) return decided();
        return act(operation, { product, aim, promotions }, () => {
            toggle(product);
            decide(operation, others);
        });
    };
    const toggle = (product: string) => {
        const next = new Set(accepted.value);
        if (!next.delete(product)) next.add(product);
        accepted.value = next;
    };
    const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'gain') ?? []));
    const columns: TableColumn<Row>[] = [
        {
            head: 'Product',
            class: 'two',
            cell: (row) => (
                <label>
                    <span title={text(row, 'name')}>
                        <input type="checkbox" checked={accepted.value.has(text(row, 'product'))} onChange={() => toggle(text(row, 'product'))} /> {text(row, 'name') || text(row, 'product')}
                    </span>
                    <span>{[text(row, 'product'), text(row, 'limit') && `held by ${text(row, 'limit')}`].filter(Boolean).join(' · ')}</span>
                </label>
            ),
        },
        { head: 'Now', figure: true, wide: true, cell: (row) => price(row, 'price') },
        { head: 'New', figure: true, cell: (row) => price(row, 'new_price') },
        { head: 'Change', figure: true, wide: true, cell: (row) => percentChange(number(row, 'change') ?? 0) },
        { head: 'Units', figure: true, wide: true, cell: (row) => `${units(number(row, 'units') ?? 0)} → ${units(number(row, 'new_units') ?? 0)}` },
        {
            head: `A week, ${currency}`,
            figure: true,
            cell: (row) => {
                const [gain, low, high] = ['gain', 'gain_low', 'gain_high'].map((name) => decimal(row, name));
                return gain && <span title={low && high ? `${exact(low)} to ${exact(high)}` : undefined}>{moneyChangeAt(gain, places)}</span>;
            },
        },
    ];
    const may = knows('pricing.accept');
    const columnsOut = ['product', 'name', 'price', 'new_price', 'gain'].map((name) => ({ name }));
    return (
        <Card title="Prices to change" note="tick to accept, turn down or export" answer={answer} rows={10} class="advice">
            {() =>
                rows.length === 0 ? (
                    <Empty>No price is known well enough to change it. Prices that move now and then teach what they do.</Empty>
                ) : (
                    <>
                        <Table caption="Prices to change" rows={rows.slice(0, SHOWN)} columns={columns} keyOf={(row) => text(row, 'product')} />
                        {rows.length > SHOWN && <p class="rest">and {count(rows.length - SHOWN)} more under Table</p>}
                        <p class="rest">
                            {may && (
                                <>
                                    <button type="button" class="btn pri" disabled={busy || ticked.length === 0} onClick={() => decide('pricing.accept', ticked.map((row) => text(row, 'product')))}>
                                        Accept {count(ticked.length)}
                                    </button>{' '}
                                    <button type="button" class="btn" disabled={busy || ticked.length === 0} onClick={() => decide('pricing.ignore', ticked.map((row) => text(row, 'product')))}>
                                        Turn down
                                    </button>{' '}
                                </>
                            )}
                            <button type="button" class="btn" disabled={ticked.length === 0} onClick={() => saveText(csvOf(columnsOut, ticked), 'prices.csv')}>
                                Export {count(ticked.length)}
                            </button>
                        </p>
                        {problem && <ErrorBox problem={problem} retry={forget} />}
                    </>
                )
            }
        </Card>
    );
}

function price(row: Row, name: string) {
    const value = decimal(row, name);
    return value && <span title={exact(value)}>{moneyAt(value, 2)}</span>;
}
