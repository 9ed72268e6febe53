/** Stock and what is coming, against the demand until the next delivery: mean, and the quantity that the wanted service
 *  asks for. Repeats figures of its row. */
import { useId } from 'preact/hooks';
import { Hatch } from './plot.tsx';

interface StockBarProps {
    onHand: number;
    coming: number;
    demand: number;
    upTo: number;
}

export function StockBar({ onHand, coming, demand, upTo }: StockBarProps) {
    const hatch = useId();
    const most = Math.max(upTo, demand, 1) * 1.15;
    const at = (units: number) => (Math.max(0, Math.min(units, most)) / most) * 100;
    return (
        <svg class="stockbar" height="14" width="100%" aria-hidden="true">
            <defs>
                <Hatch id={hatch} colour="var(--s1)" />
            </defs>
            <rect x={`${at(demand)}%`} y="0" width={`${Math.max(at(upTo) - at(demand), 0)}%`} height="14" class="band" />
            <rect x="0" y="4" width={`${at(onHand)}%`} height="6" class="s1" />
            {coming > 0 && (
                <rect
                    x={`${at(onHand)}%`}
                    y="4"
                    width={`${Math.max(at(onHand + coming) - at(onHand), 0)}%`}
                    height="6"
                    fill={`url(#${hatch})`}
                    class="outline"
                />
            )}
            <rect x={`${at(demand)}%`} y="0" width="2" height="14" class="tick" />
        </svg>
    );
}
