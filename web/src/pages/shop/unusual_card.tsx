/** What was unusual in this shop, and what is wrong with its data: the alerts that are not about a shelf. */
import { text } from '../../lib/table.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';

const MOST = 4;

export function UnusualCard({ answer, store }: { answer: Answer; store: string }) {
    const rows = answer.result?.rows ?? [];
    if (rows.length === 0) return null; // a usual day needs no card
    return (
        <div class="grid">
            <Card title="Unusual here" answer={answer} rows={2}>
                {() => (
                    <ul class="shelf">
                        {rows.slice(0, MOST).map((row) => (
                            <li key={text(row, 'alert_id')}>
                                <p>{text(row, 'message')}</p>
                            </li>
                        ))}
                        <li>
                            <a href={`/anomalies?store=${encodeURIComponent(store)}`}>What happened</a>
                        </li>
                    </ul>
                )}
            </Card>
        </div>
    );
}
