/** A network that stays readable: names in a column, an arc for each link, as thick as it is strong. What hangs together stands together. */
import { Plot } from './plot.tsx';
import { round } from './scale.ts';
import { orderOf } from './arc_order.ts';

export interface Link {
    from: string;
    to: string;
    weight: number;
}

interface ArcNetworkProps {
    links: readonly Link[];
    summary: string;
    speak: (i: number) => string;
}

const ROW = 22;
const PAD = 8;
const NAMES = 0.8; // part of the width that the names take
const LETTERS = 6.4; // pixels of a letter

export function ArcNetwork({ links, summary, speak }: ArcNetworkProps) {
    const names = orderOf(links);
    const place = new Map(names.map((name, i) => [name, PAD + ROW * (i + 0.5)]));
    const y = (name: string) => place.get(name) ?? 0;
    const strongest = Math.max(...links.map((link) => link.weight), 1);
    const height = names.length * ROW + 2 * PAD;
    return (
        <Plot summary={summary} height={height} count={links.length} at={(_, width) => width * 0.3} nearest={() => -1} speak={speak}>
            {(width, cursor) => {
                const edge = width * NAMES;
                const fits = Math.floor((edge - 12) / LETTERS);
                return (
                    <>
                        {links.map((link, i) => (
                            <path
                                key={`${link.from}\n${link.to}`}
                                d={arc(edge, y(link.from), y(link.to), width - edge - 6)}
                                class={i === cursor ? 'arc at' : 'arc'}
                                stroke-width={round(1 + (3 * link.weight) / strongest)}
                            />
                        ))}
                        {names.map((name) => (
                            <g key={name}>
                                <circle cx={round(edge)} cy={round(y(name))} r="3" class="s1" />
                                <text x={round(edge - 8)} y={round(y(name)) + 4} text-anchor="end" class="k">
                                    {name.length > fits ? `${name.slice(0, fits - 1)}…` : name}
                                    <title>{name}</title>
                                </text>
                            </g>
                        ))}
                    </>
                );
            }}
        </Plot>
    );
}

function arc(x: number, from: number, to: number, room: number): string {
    const reach = Math.min(room, Math.abs(to - from) * 0.7 + 8) * 1.33;
    return `M${round(x)} ${round(from)}C${round(x + reach)} ${round(from)} ${round(x + reach)} ${round(to)} ${round(x)} ${round(to)}`;
}
