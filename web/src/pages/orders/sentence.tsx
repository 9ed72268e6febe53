/** How many, how much money, how concentrated. */
import { count, money, percent } from '../../lib/format.ts';
import { plural } from '../../lib/words.ts';
import { atRisk, carryingHalf, type OrderLine } from './lines.ts';

export function OrdersSentence({ lines, currency, service }: { lines: readonly OrderLine[]; currency: string; service: number | null }) {
    if (lines.length === 0) {
        return (
            <div class="say">
                <p>Nothing needs an order now.</p>
                <p>Stock and what is on its way cover the demand until the next delivery at the wanted service.</p>
            </div>
        );
    }
    const half = carryingHalf(lines);
    return (
        <div class="say">
            <p>
                {count(lines.length)} {plural(lines.length, 'line needs', 'lines need')} an order now; without one about {currency} {money(atRisk(lines))} of margin
                {' is at risk before the next delivery.'}
            </p>
            <p>
                {lines.length > 1 && `The first ${count(half)} ${plural(half, 'carries', 'carry')} half of it. `}
                Quantities bring each product to {service === null ? 'the wanted' : `a ${percent(service, 0)}`} chance of lasting until the delivery after the next, rounded up to full
                packs.
            </p>
        </div>
    );
}
