/** The reader's language: as the browser says, or as chosen; kept on this device. English stands in the components; a catalogue of another
 *  language is fetched with the page and spoken wherever an element gets its texts. */
import { signal } from '@preact/signals';
import { Fragment, options, type ComponentChild, type ComponentChildren, type VNode } from 'preact';
import german from '../languages/de.json';
import { useDates } from '../lib/date.ts';
import { useLocale } from '../lib/format.ts';
import { isNamed, noteNames } from '../lib/names.ts';
import { reform } from '../lib/reform.ts';
import { speaker, type Catalogue, type Say } from '../lib/language.ts';

export interface Language {
    id: string;
    words: string;
    /** Where its catalogue is; null: the texts of the components themselves. */
    catalogue: string | null;
}

export const LANGUAGES: readonly Language[] = [
    { id: 'en', words: 'English', catalogue: null },
    { id: 'de', words: 'Deutsch', catalogue: german },
];

const KEY = 'retailinsight.language';
/** Attributes that people read or hear. */
const SPOKEN = ['title', 'aria-label', 'placeholder', 'alt', 'label', 'aria-valuetext'] as const;
/** Elements whose text is no language: commands, keys, answers as they came. */
const SILENT = new Set(['code', 'pre', 'kbd', 'textarea', 'script', 'style']);

function wanted(): Language {
    const chosen = window.localStorage.getItem(KEY);
    const tags = chosen ? [chosen] : navigator.languages;
    for (const tag of tags) {
        const found = LANGUAGES.find((language) => language.id === tag.slice(0, 2).toLowerCase());
        if (found) return found;
    }
    return LANGUAGES[0] ?? { id: 'en', words: 'English', catalogue: null };
}

export const language = signal<Language>(wanted());

/** For what is no element's text: the title of the window, a drawing. */
export let say: Say = (text) => text;

/** Kept, and everything said anew. */
export function chooseLanguage(id: string): void {
    window.localStorage.setItem(KEY, id);
    window.location.reload();
}

/** Before the first page. Without its catalogue the pages stay English. */
export async function loadLanguage(): Promise<void> {
    const { id, catalogue } = language.value;
    const locale = navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === id) ?? id;
    useLocale(locale);
    if (!catalogue) return;
    try {
        const answer = await fetch(catalogue);
        say = speaker((await answer.json()) as Catalogue, { reform, isNamed, missing: tellMissing });
        useDates(locale);
        noteNames();
        document.documentElement.lang = id;
        listen();
    } catch {
        language.value = LANGUAGES[0] ?? language.value;
    }
}

function tellMissing(text: string): void {
    document.dispatchEvent(new CustomEvent('untranslated', { detail: text }));
}

/** Every element's texts go by here. */
function listen(): void {
    const before = options.vnode;
    options.vnode = (vnode) => {
        if (vnode.type === Fragment || (typeof vnode.type === 'string' && !SILENT.has(vnode.type))) speak(vnode as VNode<Record<string, unknown>>);
        before?.(vnode);
    };
}

function speak({ props }: VNode<Record<string, unknown>>): void {
    if (props.translate === 'no' || props.translate === false) return;
    for (const name of SPOKEN) {
        const value = props[name];
        if (typeof value === 'string' && value) props[name] = say(value);
    }
    if (props.children !== undefined) props.children = spoken(props.children as ComponentChildren);
}

/** Texts beside each other are one message, elements between them are values in it. */
function spoken(children: ComponentChildren): ComponentChildren {
    if (typeof children === 'string') return say(children);
    if (!Array.isArray(children)) return children;
    const list = children as readonly ComponentChild[];
    if (!list.some((child) => typeof child === 'string' && /\p{L}/u.test(child))) return children.map((child) => (Array.isArray(child) ? spoken(child) : child));
    const elements: ComponentChild[] = [];
    const text = list.map((child) => (isText(child) ? String(child) : isNothing(child) ? '' : mark(elements.push(Array.isArray(child) ? (spoken(child) as ComponentChild) : child)))).join('');
    const said = say(text);
    return said.split(/([\ue000-\uf8ff])/).map((piece) => (/^[\ue000-\uf8ff]$/.test(piece) ? elements[piece.charCodeAt(0) - MARK - 1] : piece));
}

const MARK = 0xe000;

function mark(number: number): string {
    return String.fromCharCode(MARK + number);
}

function isText(child: ComponentChild): child is string | number {
    return typeof child === 'string' || typeof child === 'number';
}

function isNothing(child: ComponentChild): boolean {
    return child === null || child === undefined || typeof child === 'boolean';
}
