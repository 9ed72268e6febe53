/** Says what the pages say in another language. The texts of the pages stand in English in the components; a catalogue gives each of them in the
 *  other language. A text with values in it is a message with holes, "{} of {} days": the values are taken out, and what is a text of the catalogue
 *  among them is said in the language too. Names, codes and figures are no texts and stay. */

/** English message to the same in the language; {} is a hole, in both in the same order unless numbered: {1} {0}. */
export type Messages = Readonly<Record<string, string>>;

export interface Catalogue {
    /** What the components say. */
    pages: Messages;
    /** What the program says in its answers: reasons, alerts, words of a scale. Its figures and days come in English form. */
    program: Messages;
}

export interface Listening {
    /** A value of the program's, with its figures and days as the reader has them. */
    reform?: (value: string) => string;
    /** A name or a text that the program's answers hold: of the pages' messages none fits it. */
    isNamed?: (text: string) => boolean;
    /** Told of each text with words in it that is neither known nor may be a name. */
    missing?: (text: string) => void;
}

export type Say = (text: string) => string;

interface Pattern {
    /** Its longest word: what a text must contain to be looked at closer. */
    core: string;
    match: RegExp;
    says: string;
    weight: number;
    /** By hole: its value may be somebody else's words. */
    quotes: readonly boolean[];
    /** Of the program's texts. */
    foreign: boolean;
}

const HOLE = '{}';
const MOST_KEPT = 5000; // answers kept, so that a text is looked up once
/** Where a text put together of several is taken apart: sentences, then clauses, then parts. Elements within a text are marks of a range of their own. */
const CUTS = [/(\. |\.$)/, /(; | · )/, /( – | \(|\)(?=[.;,: ]|$)|: |, |\s*[\ue000-\uf8ff]\s*)/];
/** Around a text: blanks; where that is not known also a dot in the middle and marks. */
const BLANKS = /^(\s*)(.*?)(\s*)$/s;
const EDGES = /^([\s·\ue000-\uf8ff]*)(.*?)([\s\ue000-\uf8ff]*)$/s;
const BEGINS = /^[;,:·]\s/; // a message that goes on from another stands alone too, where texts are taken apart
const WORD = /\p{L}{2,}/u;

/** How a message stands in a catalogue: blanks are one space, holes that touch are one hole. */
export function messageOf(text: string): string {
    return text
        .replace(/(\{\}\s*)+\{\}/g, HOLE)
        .replace(/\s+/g, ' ')
        .trim();
}

/** A message of few letters fits much that is none of ours. */
const WEAK = 5; // letters
/** One of so many is ours, whatever its values are. */
const SURE = 20;

/** "Rye bread 500 g" may be a name that no answer held, "the reorder point is 10" is none. */
function mayBeName(text: string): boolean {
    return !/(^|[\s(])\p{Ll}{3,}/u.test(text);
}

export function speaker({ pages, program }: Catalogue, { reform = (value) => value, isNamed = () => false, missing = () => undefined }: Listening = {}): Say {
    const texts = new Map([...Object.entries(program), ...Object.entries(pages)].flatMap(alone));
    const patterns = [...patternsOf(pages, false), ...patternsOf(program, true)].sort((a, b) => b.weight - a.weight);
    const foreign = patterns.filter((pattern) => pattern.foreign);
    const kept = new Map<string, string | null>();

    function whole(text: string): string | null {
        const plain = text.replace(/\s+/g, ' ');
        return texts.get(plain) ?? texts.get(plain.charAt(0).toUpperCase() + plain.slice(1)) ?? null; // "net sales" as "Net sales"
    }

    /** null: not known. */
    function find(text: string, depth: number): string | null {
        if (!WORD.test(text) || depth > 9) return text;
        const known = kept.get(text);
        if (known !== undefined) return known;
        const found = whole(text) ?? (isNamed(text) ? (byPattern(foreign, text, depth) ?? text) : (byPattern(patterns, text, depth) ?? byClauses(text, depth)));
        if (kept.size >= MOST_KEPT) kept.clear();
        kept.set(text, found);
        return found;
    }

    /** With the blanks around it; null: neither known nor a name. */
    function part(text: string, depth: number): string | null {
        return within(text, BLANKS, depth) ?? within(text, EDGES, depth) ?? (mayBeName(text) ? text : null);
    }

    function within(text: string, edges: RegExp, depth: number): string | null {
        const [, before = '', core = '', after = ''] = edges.exec(text) ?? [];
        const found = find(core, depth);
        return found === null ? null : before + found + after;
    }

    function quoted(text: string): string {
        missing(text.trim());
        return text;
    }

    function byPattern(among: readonly Pattern[], text: string, depth: number): string | null {
        for (const { core, match, says, quotes, foreign } of among) {
            const values = text.includes(core) ? match.exec(text)?.slice(1) : null;
            if (!values) continue;
            const said = values.map((value, i) => part(foreign ? reform(value) : value, depth + 1) ?? (quotes[i] ? quoted(value) : null));
            if (!said.includes(null)) return fill(says, said as string[]);
        }
        return null;
    }

    /** A text put together of several: all of them are known, or figures and names. */
    function byClauses(text: string, depth: number): string | null {
        for (const cut of CUTS) {
            const clauses = text.split(cut);
            if (clauses.length < 2) continue;
            const said = clauses.map((clause, i) => (i % 2 ? clause : part(clause, depth + 1)));
            return said.includes(null) ? null : said.join('');
        }
        return null;
    }

    return (text) => part(text, 0) ?? quoted(text);
}

/** The message, and where it goes on from another one also without that beginning. */
function alone([message, says]: [string, string]): Array<[string, string]> {
    return BEGINS.test(message) && BEGINS.test(says) ? [[message, says], [message.slice(2), says.slice(2)]] : [[message, says]];
}

function patternsOf(messages: Messages, foreign: boolean): Pattern[] {
    return Object.entries(messages)
        .flatMap(alone)
        .filter(([message]) => message.includes(HOLE))
        .map(([message, says]) => {
            const pieces = message.split(HOLE);
            const weight = pieces.join('').replace(/\P{L}/gu, '').length;
            const form = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+')).join('(.*?)');
            return {
                core: pieces.flatMap((piece) => piece.split(' ')).reduce((longest, word) => (word.length > longest.length ? word : longest), ''),
                match: new RegExp(`^${form.replace(/\\s\+\(\.\*\?\)$/, '\\s*(.*?)')}$`, 's'), // a value at the end may be nothing
                says,
                weight,
                quotes: pieces.slice(0, -1).map((piece) => weight >= SURE || (weight >= WEAK && piece.endsWith(': '))),
                foreign,
            };
        });
}

function fill(says: string, values: readonly string[]): string {
    let next = 0;
    return says.replace(/\{(\d*)\}/g, (_, number: string) => values[number ? Number(number) : next++] ?? '').trim();
}
