/** Names that the program's answers hold: what is one of them is said in no other language, whatever words it is made of. */
const MOST = 50_000;

let names: Set<string> | null = null;

/** From here on; before, nothing is noted. */
export function noteNames(): void {
    names ??= new Set();
}

export function noteName(text: string): void {
    if (names && names.size < MOST && /\p{L}/u.test(text)) names.add(text.trim());
}

export function isNamed(text: string): boolean {
    return names?.has(text) ?? false;
}
