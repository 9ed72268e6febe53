/** JSON whose numbers keep their digits: a plain literal becomes a Decimal, one with an exponent a number.
 *  `JSON.parse` would round 9007199254740993.01 on the way in. */
import { Decimal } from './decimal.ts';

export type Json = null | boolean | string | number | Decimal | Json[] | { [name: string]: Json };

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS: ReadonlyArray<[string, Json]> = [
    ['null', null],
    ['true', true],
    ['false', false],
];

const DEEPEST = 100; // an answer of the API nests five deep

class Reader {
    private at = 0;
    private depth = 0;
    private readonly text: string;

    constructor(text: string) {
        this.text = text;
    }

    document(): Json {
        const value = this.value();
        this.skip();
        if (this.at !== this.text.length) throw this.unexpected();
        return value;
    }

    private value(): Json {
        this.skip();
        switch (this.text[this.at]) {
            case '{':
                return this.object();
            case '[':
                return this.array();
            case '"':
                return this.string();
        }
        for (const [word, value] of WORDS) {
            if (!this.text.startsWith(word, this.at)) continue;
            this.at += word.length;
            return value;
        }
        const literal = this.match(NUMBER);
        return Decimal.parse(literal) ?? Number(literal);
    }

    private object(): Json {
        const object: { [name: string]: Json } = {};
        this.list('}', () => {
            this.skip();
            const name = this.string();
            this.expect(':');
            object[name] = this.value();
        });
        return object;
    }

    private array(): Json {
        const array: Json[] = [];
        this.list(']', () => array.push(this.value()));
        return array;
    }

    private list(end: string, member: () => void): void {
        if (++this.depth > DEEPEST) throw this.unexpected();
        this.at++;
        this.skip();
        if (this.text[this.at] === end) {
            this.at++;
            this.depth--;
            return;
        }
        for (;;) {
            member();
            this.skip();
            const next = this.text[this.at++];
            if (next === end) {
                this.depth--;
                return;
            }
            if (next !== ',') throw this.unexpected();
        }
    }

    private string(): string {
        return JSON.parse(this.match(STRING)) as string;
    }

    private expect(mark: string): void {
        this.skip();
        if (this.text[this.at++] !== mark) throw this.unexpected();
    }

    private match(pattern: RegExp): string {
        pattern.lastIndex = this.at;
        const found = pattern.exec(this.text);
        if (!found) throw this.unexpected();
        this.at += found[0].length;
        return found[0];
    }

    private skip(): void {
        SPACE.lastIndex = this.at;
        SPACE.exec(this.text);
        this.at = SPACE.lastIndex;
    }

    private unexpected(): SyntaxError {
        return new SyntaxError(`not JSON at character ${this.at}: ${this.text.slice(this.at, this.at + 20)}`);
    }
}

export function parseJson(text: string): Json {
    return new Reader(text).document();
}
