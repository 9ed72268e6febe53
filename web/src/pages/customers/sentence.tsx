/** How many customers are known, and which of them carry the sales. */
import { count, money, onePlace, percent } from '../../lib/format.ts';
import { shareInWords } from '../../lib/words.ts';
import { readSegments, type CustomerFigures } from './figures.ts';

export function CustomersSentence({ figures: { segments, currency } }: { figures: CustomerFigures }) {
    const groups = readSegments(segments.result);
    const top = groups[0];
    if (!top) return null;
    const all = groups.reduce((sum, group) => sum + group.customers, 0);
    const last = groups[groups.length - 1] ?? top;
    return (
        <div class="say">
            <p>
                Of {count(all)} known customers {percent(top.share, 0)} are {top.profile}; they bring {shareInWords(top.netShare)} of what known customers spend.
            </p>
            <p>
                One of them buys {onePlace(top.frequency)} times for {currency} {money(top.monetary)} in all; a {last.profile} customer {onePlace(last.frequency)} times for{' '}
                {currency} {money(last.monetary)}.
            </p>
        </div>
    );
}
