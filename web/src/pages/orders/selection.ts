/** Which lines are ticked, which one the keys are on, and the quantities changed by hand. Pure state, so that it can be
 *  tested without a page. */

export interface Selection {
    /** Keys of the ticked lines. */
    ticked: ReadonlySet<string>;
    /** Index of the line that the keys act on. */
    at: number;
    /** Where a selection by Shift began. */
    anchor: number;
}

export const NOTHING: Selection = { ticked: new Set(), at: 0, anchor: 0 };

export function move(selection: Selection, step: number, count: number): Selection {
    const at = Math.max(0, Math.min(selection.at + step, count - 1));
    return { ...selection, at, anchor: at };
}

export function toggle(selection: Selection, index: number, keys: readonly string[]): Selection {
    const key = keys[index];
    if (key === undefined) return selection;
    const ticked = new Set(selection.ticked);
    if (!ticked.delete(key)) ticked.add(key);
    return { ticked, at: index, anchor: index };
}

/** From the anchor to the line: all ticked. */
export function extend(selection: Selection, index: number, keys: readonly string[]): Selection {
    const at = Math.max(0, Math.min(index, keys.length - 1));
    const ticked = new Set(selection.ticked);
    for (let i = Math.min(selection.anchor, at); i <= Math.max(selection.anchor, at); i++) {
        const key = keys[i];
        if (key !== undefined) ticked.add(key);
    }
    return { ticked, at, anchor: selection.anchor };
}

export function all(selection: Selection, keys: readonly string[]): Selection {
    const every = keys.every((key) => selection.ticked.has(key));
    return { ...selection, ticked: new Set(every ? [] : keys) };
}
