/** The order of names in a network of arcs: what is linked stands together, so that arcs are short. */

/** Walks from the strongest link along its neighbours, then on to the next that was not reached. */
export function orderOf(links: readonly { from: string; to: string; weight: number }[]): string[] {
    const neighbours = new Map<string, { name: string; weight: number }[]>();
    const join = (a: string, b: string, weight: number) => neighbours.set(a, [...(neighbours.get(a) ?? []), { name: b, weight }]);
    for (const { from, to, weight } of links) {
        join(from, to, weight);
        join(to, from, weight);
    }
    const order: string[] = [];
    const seen = new Set<string>();
    const walk = (name: string) => {
        if (seen.has(name)) return;
        seen.add(name);
        order.push(name);
        for (const next of [...(neighbours.get(name) ?? [])].sort((a, b) => b.weight - a.weight)) walk(next.name);
    };
    for (const { from } of [...links].sort((a, b) => b.weight - a.weight)) walk(from);
    return order;
}
