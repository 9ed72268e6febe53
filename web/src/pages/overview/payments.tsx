/** How it was paid: shares, and their change in points. */
import { ShareBar } from '../../charts/share_bar.tsx';
import { points } from '../../lib/format.ts';
import { CardTools } from '../../ui/card.tsx';
import type { Figures } from './figures.ts';
import { isCompared, readListing } from './listing.ts';

export function Payments({ figures: { payments, currency } }: { figures: Figures }) {
    const rows = readListing(payments.result, 'payment_method', currency).filter((row) => row.share !== null);
    if (!payments.result && !payments.problem) return <div class="payments bars" aria-busy="true" />;
    if (rows.length === 0) return null;
    const changes = rows.flatMap((row) =>
        row.share !== null && row.shareBefore !== null ? [`${row.name.toLowerCase()} ${points(row.share - row.shareBefore)}`] : [],
    );
    return (
        <section class="payments" aria-label="Payments">
            <header>
                <h3>Payments</h3>
                {isCompared(rows) && <p>points against last year: {changes.slice(0, 4).join(', ')}</p>}
                <CardTools title="Payments" answer={payments} />
            </header>
            <ShareBar shares={rows.map((row) => ({ name: row.name, share: row.share ?? 0 }))} />
        </section>
    );
}
