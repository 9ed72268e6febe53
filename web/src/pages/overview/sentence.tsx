/** The answer in one line, in money and words; then why. Every figure in it is a figure of the page. */
import { causeInWords, priceInWords } from '../../charts/causes.ts';
import { addDays, dayRange } from '../../lib/date.ts';
import { money, moneyChange, percent } from '../../lib/format.ts';
import { decimal, number, rowsOf } from '../../lib/table.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { list } from '../../lib/words.ts';
import type { Figures } from './figures.ts';
import { extremes, readListing, type Listed } from './listing.ts';

export function Sentence({ figures }: { figures: Figures }) {
    const { kpis, currency, filters } = figures;
    const row = rowsOf(kpis.result, currency)[0];
    const net = decimal(row, 'net_sales');
    if (kpis.problem) return <ErrorBox problem={kpis.problem} retry={kpis.retry} />;
    if (!kpis.result || !filters.span) {
        return (
            <div class="say" aria-busy="true">
                <p class="bars one">
                    <span />
                </p>
            </div>
        );
    }
    if (!net) {
        return (
            <div class="say">
                <p>Nothing was sold in this period.</p>
                <p>Widen the period or take filters away; the data end where the title says.</p>
            </div>
        );
    }
    const before = decimal(row, 'net_sales_before');
    const share = number(row, 'change');
    const period = dayRange(filters.span.from, addDays(filters.span.to, -1));
    if (!before || before.sign() === 0 || share === null) {
        return (
            <div class="say">
                <p>
                    Net sales were {currency} {money(net)} in {period}.
                </p>
                {filters.comparison.id !== 'none' && <p>There are no sales on {filters.comparison.phrase} to compare with.</p>}
            </div>
        );
    }
    const change = net.minus(before);
    const verb = Math.abs(share) < 0.0005 ? 'did not change' : change.sign() > 0 ? 'rose' : 'fell';
    const cause = causeInWords(figures.drivers.result, currency);
    return (
        <div class="say">
            <p>
                Net sales {verb} {verb !== 'did not change' && percent(Math.abs(share))} ({moneyChange(change)}) against {filters.comparison.phrase}
                {cause && `; ${cause}`}.
            </p>
            <Why figures={figures} />
        </div>
    );
}

const NAMED = 2;

function Why({ figures }: { figures: Figures }) {
    const categories = readListing(figures.categories.result, 'category', figures.currency);
    const stores = extremes(readListing(figures.stores.result, 'store', figures.currency));
    const grew = top(categories, 1);
    const shrank = top(categories, -1);
    const price = priceInWords(figures.drivers.result, figures.currency);
    const words = [
        grew.length > 0 && `${list(grew.map(named))} sold more`,
        grew.length === 0 && shrank.length > 0 && `${list(shrank.map(named))} sold less`,
        grew.length > 0 && shrank[0] && `${named(shrank[0])} less`,
    ].filter(Boolean);
    const several = rowsOf(figures.stores.result, figures.currency).length > 1;
    const where = !several ? [] : [stores.gained && `${stores.gained.name} gained most`, stores.lost && `${stores.lost.name} lost most`].filter(Boolean);
    if (!price && !words.length && !where.length) return null;
    return (
        <p>
            {(price || words.length > 0) && `${capital([price, words.join(', ')].filter(Boolean).join('; '))}. `}
            {where.length > 0 && `${where.join(', ')}.`}
        </p>
    );
}

function capital(words: string): string {
    return words.charAt(0).toUpperCase() + words.slice(1);
}

function named(row: Listed): string {
    return row.change ? `${row.name} (${moneyChange(row.change)})` : row.name;
}

function top(rows: readonly Listed[], sign: number): Listed[] {
    return rows
        .filter((row) => row.change?.sign() === sign)
        .sort((a, b) => (a.change && b.change ? sign * b.change.compare(a.change) : 0))
        .slice(0, NAMED);
}
