/** Prices that would bring more in this shop, with what they would sell; the pricing page decides. */
import { exact, moneyAt, moneyChangeAt, moneyPlaces, units } from '../../lib/format.ts';
import { decimal, number, text, type Row } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';

const MOST = 5;

export function PricesCard({ answer, currency, store }: { answer: Answer; currency: string; store: string }) {
    return (
        <Card title="Prices to change" note={currency} answer={answer} rows={4} class="prices">
            {(result) => {
                const rows = result.rows.filter((row) => ['raise', 'lower'].includes(text(row, 'action')));
                if (rows.length === 0) return <Empty>No price here is known well enough to change it.</Empty>;
                const places = moneyPlaces(rows.flatMap((row) => decimal(row, 'gain') ?? []));
                return (
                    <ul class="shelf">
                        {rows.slice(0, MOST).map((row) => (
                            <Line key={text(row, 'product')} row={row} places={places} />
                        ))}
                        {rows.length > MOST && (
                            <li>
                                <a href={`/pricing?store=${encodeURIComponent(store)}`}>All {rows.length}</a>
                            </li>
                        )}
                    </ul>
                );
            }}
        </Card>
    );
}

function Line({ row, places }: { row: Row; places: 0 | 2 }) {
    const [now, next, gain] = ['price', 'new_price', 'gain'].map((name) => decimal(row, name));
    const before = number(row, 'units');
    const after = number(row, 'new_units');
    return (
        <li>
            <div>
                <b>{text(row, 'name') || text(row, 'product')}</b>
                <p>
                    {text(row, 'action') === 'raise' ? 'Raise' : 'Lower'} {now && moneyAt(now, 2)} to <b>{next && moneyAt(next, 2)}</b>
                    {before !== null && after !== null && `: about ${units(after)} sold a week instead of ${units(before)}`}
                </p>
            </div>
            {gain && (
                <span class="gain" title={exact(gain)}>
                    {moneyChangeAt(gain, places)}
                    <small> a week</small>
                </span>
            )}
        </li>
    );
}
