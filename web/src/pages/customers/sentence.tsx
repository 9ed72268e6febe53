/** How many customers are known, and which of them carry the sales. */
import { count, money, onePlace, percent } from '../../lib/format.ts';
import { shareInWords } from '../../lib/words.ts';
import { readSegments, type CustomerFigures } from './figures.ts';

export function CustomersSentence({ figures: { segments, currency } }: { figures: CustomerFigures }) {
    const every = readSegments(segments.result);
    const groups = every.filter((group) => !group.withheld);
    const top = groups[0];
    if (every.length > groups.length) return <SmallGroups groups={groups.length} />;
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

/** Neither a total nor a share: the groups that are not shown could be told from it. */
function SmallGroups({ groups }: { groups: number }) {
    return (
        <div class="say">
            <p>
                {groups === 0 ? 'The groups are too small to be shown' : 'Some groups are too small to be shown'}: figures of fewer than ten people are withheld. Fewer groups, or more
                customers, make them larger.
            </p>
        </div>
    );
}
