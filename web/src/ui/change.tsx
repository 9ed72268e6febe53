/** A change: arrow, word, colour of good or bad. The arrow repeats the sign, so it is hidden from a screen reader. */
import type { Decimal } from '../lib/decimal.ts';
import { moneyChangeAt, percent, percentChange, twoPlaces } from '../lib/format.ts';

const UNCHANGED = 0.0005; // below 0.05 %
const TIMES = 1; // from a doubling on, "2.8 times" says more than "+180 %"

export type Sense = 'up-is-good' | 'up-is-bad' | 'neutral';

export function toneOf(sign: number, sense: Sense = 'up-is-good'): string {
    if (sign === 0 || sense === 'neutral') return 'flat';
    return sign > 0 === (sense === 'up-is-good') ? 'up' : 'dn';
}

function Arrow({ sign }: { sign: number }) {
    return <span aria-hidden="true">{sign > 0 ? '▲' : sign < 0 ? '▼' : '■'} </span>;
}

/** "▲ up 3.3 %": for tiles. `share` null where the base was zero. */
export function ChangeWord({ share, sense }: { share: number | null; sense?: Sense }) {
    if (share === null) return <span class="flat">new</span>;
    if (Math.abs(share) < UNCHANGED) {
        return (
            <span class="flat">
                <Arrow sign={0} />
                unchanged
            </span>
        );
    }
    const sign = Math.sign(share);
    return (
        <span class={toneOf(sign, sense)}>
            <Arrow sign={sign} />
            {share > TIMES ? `${twoPlaces(share + 1)} times` : `${sign > 0 ? 'up' : 'down'} ${percent(Math.abs(share))}`}
        </span>
    );
}

/** "▲ +137,585": for tables. */
export function ChangeAmount({ amount, places, sense }: { amount: Decimal; places: 0 | 2; sense?: Sense }) {
    return (
        <span class={toneOf(amount.rounded(places).sign(), sense)}>
            <Arrow sign={amount.rounded(places).sign()} />
            {moneyChangeAt(amount, places)}
        </span>
    );
}

export function changePercent(share: number | null): string {
    return share === null ? 'new' : percentChange(share);
}
