/** Shares of a whole as one bar with its names above. At most five and "others". */
import { percent } from '../lib/format.ts';

export interface Share {
    name: string;
    share: number;
    /** Of the share, since the comparison: "+0.6". */
    change?: string;
}

const MOST = 5;

export function ShareBar({ shares }: { shares: readonly Share[] }) {
    const shown = shares.filter((s) => s.share > 0);
    const first = shown.slice(0, MOST);
    const rest = shown.slice(MOST).reduce((sum, s) => sum + s.share, 0);
    const parts: readonly Share[] = rest > 0 ? [...first, { name: 'others', share: rest }] : first;
    return (
        <ul class="shares">
            {parts.map((part, i) => (
                <li key={part.name} style={{ flexGrow: part.share }}>
                    <span class="name" title={part.name}>
                        {part.name}
                    </span>
                    <span class="note">
                        {percent(part.share)}
                        {part.change && ` · ${part.change}`}
                    </span>
                    <span class={`part s${i < MOST ? i + 1 : 'x'}`} />
                </li>
            ))}
        </ul>
    );
}
