/** What runs low on this shelf, worst first, each with a way to count it. */
import { onePlace, units } from '../../lib/format.ts';
import { number, text, type Result } from '../../lib/table.ts';
import { useProductNames } from '../../state/catalogue.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';

const MOST = 8; // shelves shown; the alerts page has all

interface Low {
    id: string;
    product: string;
    critical: boolean;
    onHand: number | null;
    cover: number | null;
    message: string;
}

function readLow(result: Result): Low[] {
    const seen = new Set<string>();
    return result.rows.flatMap((row) => {
        const product = text(row, 'product');
        if (!product || seen.has(product)) return [];
        seen.add(product);
        return { id: text(row, 'alert_id'), product, critical: text(row, 'severity') === 'critical', onHand: number(row, 'on_hand'), cover: number(row, 'days_of_cover'), message: withoutName(text(row, 'message')) };
    });
}

/** "6 in stock last 17 days": the product's name stands above. */
function withoutName(message: string): string {
    const at = message.indexOf(': ');
    return at < 0 ? message : message.slice(at + 2);
}

export function LowCard({ answer, count }: { answer: Answer; count: (product: string, name: string) => void }) {
    const nameOf = useProductNames();
    return (
        <Card title="Low on my shelf" answer={answer} rows={6} class="low">
            {(result) => {
                const lines = readLow(result);
                if (lines.length === 0) return <Empty>Nothing runs low here. The alerts page compares every shelf with its expected demand.</Empty>;
                return (
                    <ul class="shelf">
                        {lines.slice(0, MOST).map((line) => (
                            <li key={line.id}>
                                <div>
                                    <b>{nameOf(line.product)}</b>
                                    <p>
                                        <Left line={line} /> {line.message}
                                    </p>
                                </div>
                                <button type="button" class="btn" onClick={() => count(line.product, nameOf(line.product))}>
                                    Count<span class="hidden"> {nameOf(line.product)}</span>
                                </button>
                            </li>
                        ))}
                        {lines.length > MOST && (
                            <li>
                                <a href="/alerts">All {lines.length}</a>
                            </li>
                        )}
                    </ul>
                );
            }}
        </Card>
    );
}

function Left({ line }: { line: Low }) {
    const out = line.onHand !== null && line.onHand <= 0;
    return (
        <span class={out || line.critical ? 'dn' : 'warned'}>
            <span aria-hidden="true">{out ? '✕' : '◆'} </span>
            {out ? 'Out.' : line.onHand === null ? 'Low.' : `${units(line.onHand)} left${line.cover === null ? '' : `, ${onePlace(line.cover)} days`}.`}
        </span>
    );
}
