/** Shelf counts that wait on this device until the program has them. A count carries the moment it was made, so that one which is
 *  sent twice counts once. */
export interface Count {
    store: string;
    product: string;
    name: string;
    units: string;
    /** Instant, "2026-11-20T09:15:00Z". */
    at: string;
    /** Why the program would not have it; it is not sent again. */
    refused?: string;
}

/** "2026-11-20T09:15:00Z": whole seconds, as the operation takes it. */
export function momentOf(date: Date): string {
    return `${date.toISOString().slice(0, 19)}Z`;
}

/** "12", "0.5" or "0,5" as the program reads it; null: no count. */
export function unitsOf(typed: string): string | null {
    const text = typed.trim().replace(',', '.');
    return /^\d{1,9}(\.\d{1,3})?$/.test(text) ? text : null;
}

/** What was kept, or nothing where it cannot be read. */
export function readCounts(kept: string | null): Count[] {
    try {
        const list: unknown = JSON.parse(kept ?? '[]');
        return Array.isArray(list) ? list.filter(isCount) : [];
    } catch {
        return [];
    }
}

function isCount(value: unknown): value is Count {
    const count = value as Partial<Count> | null;
    return typeof count?.store === 'string' && typeof count.product === 'string' && typeof count.units === 'string' && typeof count.at === 'string';
}

export type Fate = { done: true } | { refused: string } | { later: true };

/** Sends those that wait, one after the other, and says what is left of them; stops at the first that the program does not hear. */
export async function sendCounts(waiting: readonly Count[], send: (count: Count) => Promise<Fate>): Promise<Count[]> {
    const left: Count[] = [];
    let heard = true;
    for (const count of waiting) {
        const fate: Fate = count.refused || !heard ? { later: true } : await send(count);
        if ('refused' in fate) left.push({ ...count, refused: fate.refused });
        else if ('later' in fate) {
            left.push(count);
            heard &&= count.refused !== undefined;
        }
    }
    return left;
}
