// What the pages say: every text of the components, as the messages of a catalogue (src/languages), with the file that says it.
//
//   node --expose-internals web/texts.mjs --deps DIR      prints {"message": "file"}
//
// A text is what an element shows or has as a label, and any other string with words in it. Values in it are holes, {}. The sources are read as
// esbuild leaves them (plain calls of jsx), by the parser that node has inside.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), 'src');
const HOLE = '{}';
const JSX = new Set(['jsx', 'jsxs']);
/** Properties that nobody reads. */
const SILENT = new Set(['class', 'd', 'id', 'href', 'type', 'role', 'key', 'name', 'viewBox', 'transform', 'for', 'scope', 'method', 'style', 'rel', 'points', 'fill', 'column', 'operation', 'icon', 'path', 'inputMode', 'autocomplete', 'accept']);
/** The same of components, whose name may be a label. */
const SILENT_PARTS = new Set([...SILENT].filter((name) => name !== 'name'));
/** Calls whose first argument is a name. */
const NAMED = new Set(['useAnswer', 'text', 'number', 'decimal', 'flag', 'knows', 'accepted', 'querySelector', 'querySelectorAll', 'closest', 'getElementById', 'columnHelp', 'addEventListener', 'matchMedia', 'get', 'set', 'delete']);
/** Months and weekdays come from the locale; commands, headers, drawings, fonts, queries and names are no language. */
const NO_TEXT = [
    /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/,
    /^retailinsight [a-z]/,
    /^(-H|-X|Accept:|Authorization:|Content-|Retailinsight-)/,
    /^M\{\}/,
    /^SELECT /,
    /^(\d+px |Etc\/|\.[a-z])/,
    /^(Klaviyo|Mailchimp|RetailInsight|English|Deutsch)$/,
    /^[a-z]+ m$/, // classes
];

function parser() {
    const load = createRequire(import.meta.url);
    try {
        return { ...load('internal/deps/acorn/acorn/dist/acorn'), ...load('internal/deps/acorn/acorn-walk/dist/walk') };
    } catch {
        process.stderr.write('web/texts.mjs: start node with --expose-internals\n');
        process.exit(1);
    }
}

/** The sources as plain modules. */
function modules(deps) {
    const work = mkdtempSync(join(tmpdir(), 'ri-texts-'));
    try {
        const files = readdirSync(SOURCE, { recursive: true }).filter((file) => /(?<!\.test|\.d)\.tsx?$/.test(file));
        const done = spawnSync(
            join(deps, 'web', 'bin', 'esbuild'),
            [...files.map((file) => join(SOURCE, file)), `--outdir=${work}`, `--outbase=${SOURCE}`, '--jsx=automatic', '--jsx-import-source=preact', '--format=esm', '--charset=utf8', '--target=es2022', '--log-level=warning'],
            { encoding: 'utf8' },
        );
        if (done.status !== 0) {
            process.stderr.write(`web/texts.mjs: esbuild failed:\n${done.error ?? done.stderr}`);
            process.exit(1);
        }
        return files.map((file) => [file, readFileSync(join(work, file.replace(/\.tsx?$/, '.js')), 'utf8')]);
    } finally {
        rmSync(work, { recursive: true, force: true });
    }
}

/** The text of a literal with its holes; null: it is none. */
function textOf(node) {
    if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : HOLE;
    if (node?.type === 'TemplateLiteral') return node.quasis.map((quasi) => quasi.value.cooked).join(HOLE);
    return null;
}

function isWords(text) {
    return /[A-Za-z{}] |[a-z] [a-z{]/.test(text) || /^[A-Z][a-z]+/.test(text);
}

/** Whether a string stands where names stand: imports, keys, comparisons, arguments of look-ups. */
function isName(node, parent) {
    if (!parent) return false;
    if (/^(Import|Export)/.test(parent.type) || parent.type === 'MemberExpression' || parent.type === 'SwitchCase') return true;
    if (parent.type === 'Property') return parent.key === node;
    if (parent.type === 'BinaryExpression') return /[=<>]/.test(parent.operator);
    return parent.type === 'CallExpression' && parent.arguments[0] === node && NAMED.has(parent.callee.name ?? parent.callee.property?.name);
}

/** Children beside each other are one message. */
function takeChildren(array, taken, say) {
    say(array.elements.map((element) => textOf(element) ?? HOLE).join(''));
    for (const element of array.elements) if (textOf(element) !== null) taken.add(element);
}

function takeElement(node, walk, taken, say) {
    const silent = node.arguments[0]?.type === 'Literal' ? SILENT : SILENT_PARTS;
    taken.add(node.arguments[0]);
    for (const property of node.arguments[1]?.properties ?? []) {
        const name = property.key?.name ?? property.key?.value;
        if (name === 'children' && property.value.type === 'ArrayExpression') takeChildren(property.value, taken, say);
        else if (silent.has(name)) walk.full(property.value, (inner) => taken.add(inner));
    }
}

function textsOf(code, walk, say) {
    const tree = walk.parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
    const taken = new Set();
    walk.simple(tree, {
        CallExpression(node) {
            if (JSX.has(node.callee.name)) takeElement(node, walk, taken, say);
        },
    });
    const leaf = (node, _, ancestors) => {
        const text = textOf(node);
        if (text !== null && isWords(text) && !taken.has(node) && !isName(node, ancestors[ancestors.length - 2])) say(text);
    };
    walk.ancestor(tree, { Literal: leaf, TemplateLiteral: leaf });
}

/** As messageOf of src/lib/language.ts. */
function messageOf(text) {
    return text
        .replace(/(\{\}\s*)+\{\}/g, HOLE)
        .replace(/\s+/g, ' ')
        .trim();
}

const { values } = parseArgs({ options: { deps: { type: 'string' } } });
const walk = parser();
const found = {};
for (const [file, code] of modules(resolve(values.deps ?? '.deps'))) {
    textsOf(code, walk, (text) => {
        const message = messageOf(text);
        if (/[A-Za-z]{2,}/.test(message.replaceAll(HOLE, '')) && !NO_TEXT.some((rule) => rule.test(message))) found[message] ??= file;
    });
}
process.stdout.write(JSON.stringify(found));
