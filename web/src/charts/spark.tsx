/** A sparkline: this period, the comparison in grey behind it, a hollow last point. It repeats the tile and the trend, so it
 *  is hidden from a screen reader. */
import { linear, round } from './scale.ts';

type Values = ReadonlyArray<number | null>;

const WIDTH = 148;
const HEIGHT = 26;

export function Spark({ values, before }: { values: Values; before: Values }) {
    const known = [...values, ...before].filter((v): v is number => v !== null);
    if (known.length < 4) return null;
    const y = linear([Math.min(...known), Math.max(...known)], [HEIGHT - 3, 3]);
    const x = linear([0, Math.max(values.length - 1, 1)], [1, WIDTH - 4]);
    const path = (list: Values) =>
        list
            .map((v, i) => (v === null ? '' : `${i === 0 || list[i - 1] === null ? 'M' : 'L'}${round(x(i))} ${round(y(v))}`))
            .join('');
    const last = values.length - 1;
    const end = values[last] ?? null;
    return (
        <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
            <path d={path(before.slice(0, values.length))} class="before" />
            <path d={path(values)} class="now" />
            {end !== null && ['rim', 'end'].map((part) => <path key={part} d={`M${round(x(last))} ${round(y(end))}h0`} class={part} />)}
        </svg>
    );
}
