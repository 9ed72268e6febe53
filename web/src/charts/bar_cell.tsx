/** Bars in table cells: they repeat the figure beside them. Drawn in per cent of the cell, from zero. */

/** A bar for this period and a tick for the comparison. */
export function BarCell({ value, before, most }: { value: number; before: number | null; most: number }) {
    const share = (v: number) => `${Math.max(0, Math.min(1, v / (most || 1))) * 100}%`;
    return (
        <svg class="barcell" height="12" width="100%" aria-hidden="true">
            <rect x="0" y="1" width={share(value)} height="10" class="s1" />
            {before !== null && (
                <>
                    <rect x={share(before)} y="0" width="4" height="12" transform="translate(-2)" class="halo" />
                    <rect x={share(before)} y="0" width="2" height="12" transform="translate(-1)" class="tick" />
                </>
            )}
        </svg>
    );
}

/** A gain or a loss from a zero line in the middle. */
export function GainCell({ change, most, good }: { change: number; most: number; good: boolean }) {
    const width = (Math.min(Math.abs(change), most) / (most || 1)) * 50;
    return (
        <svg class="barcell" height="12" width="100%" aria-hidden="true">
            <rect x={`${change < 0 ? 50 - width : 50}%`} y="1" width={`${width}%`} height="10" class={good ? 'good' : 'bad'} />
            <rect x="50%" y="0" width="1" height="12" class="zero" />
        </svg>
    );
}
