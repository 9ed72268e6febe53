/** Axes. */

/** Round steps from zero (or from a negative low) that cover the values: three to five gridlines. */
export function ticks(low: number, high: number): number[] {
    const top = Math.max(high, 0);
    const bottom = Math.min(low, 0);
    const span = top - bottom || 1;
    const raw = span / 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = ([1, 2, 2.5, 5, 10].find((m) => m * power >= raw * 0.999) ?? 10) * power;
    const list: number[] = [];
    for (let i = Math.floor(bottom / step); i <= Math.ceil((top / step) * 0.9999); i++) list.push(i * step);
    return list;
}

export type Scale = (value: number) => number;

export function linear(from: [number, number], to: [number, number]): Scale {
    const span = from[1] - from[0] || 1;
    return (value) => to[0] + ((value - from[0]) / span) * (to[1] - to[0]);
}

/** Every n-th label, so that two stand at least `apart` pixels from each other; counted from the last. */
export function everyNth(count: number, step: number, apart: number): (i: number) => boolean {
    const n = Math.max(1, Math.ceil(apart / Math.max(step, 0.01)));
    return (i) => (count - 1 - i) % n === 0;
}

/** Which of the places stands nearest to x; 0 where there is none. */
export function nearestOf(places: readonly number[], x: number): number {
    let best = 0;
    places.forEach((place, i) => {
        if (Math.abs(place - x) < Math.abs((places[best] ?? 0) - x)) best = i;
    });
    return best;
}

export function round(value: number): number {
    return Math.round(value * 10) / 10;
}
