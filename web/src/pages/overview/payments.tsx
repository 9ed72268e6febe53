/** How it was paid: shares, and their change in points. */
import { ShareBar, type Share } from '../../charts/share_bar.tsx';
import { points } from '../../lib/format.ts';
import { CardTools } from '../../ui/card.tsx';
import type { Figures } from './figures.ts';
import { isCompared, readListing, type Listed } from './listing.ts';

export function Payments({ figures: { payments, currency } }: { figures: Figures }) {
    const rows = readListing(payments.result, 'payment_method', currency).filter((row) => row.share !== null);
    if (!payments.result && !payments.problem) return <div class="payments bars" aria-busy="true" />;
    if (rows.length === 0) return null;
    const compared = isCompared(rows);
    return (
        <section class="payments" aria-label="Payments">
            <header>
                <h3>Payments</h3>
                {compared && <p>share · change in points</p>}
                <CardTools title="Payments" answer={payments} />
            </header>
            <ShareBar shares={rows.map(shareOf)} />
        </section>
    );
}

function shareOf({ name, share, shareBefore }: Listed): Share {
    const change = share !== null && shareBefore !== null ? points(share - shareBefore) : null;
    return { name, share: share ?? 0, ...(change ? { change } : {}) };
}
