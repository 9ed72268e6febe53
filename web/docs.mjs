// The documents at /docs: Markdown of docs/guide as pages, and the data dictionary out of the schema's comments.
//
// The Markdown understood is what those pages use: headings, paragraphs, lists, tables, code, links, emphasis. What is not understood
// stands as text; nothing of a page is ever taken as HTML.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

/** What a heading is called in an address. */
export const anchorOf = (title) => title.replace(/[`*]/g, '').toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');

/** "analyst.md" -> "/docs/analyst"; other targets stay. */
function target(link) {
    const [, page, rest = ''] = /^([\w-]+)\.md(#.*)?$/.exec(link) ?? [];
    if (page) return (page === 'index' ? '/docs' : `/docs/${page}`) + rest;
    return /^[\w-]+$/.test(link) ? `/docs/${link}` : link;
}

function inline(text) {
    return text
        .split(/(`[^`]+`)/)
        .map((part) => {
            if (/^`\/docs\/\w+`$/.test(part)) return `<a href="${part.slice(1, -1)}">${part.slice(1, -1)}</a>`;
            if (part.startsWith('`') && part.length > 1) return `<code>${escape(part.slice(1, -1))}</code>`;
            return escape(part)
                .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words, link) => `<a href="${target(link)}">${words}</a>`)
                .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
        })
        .join('');
}

const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => inline(cell.trim().replaceAll('\\|', '|')));

/** Kinds of block, tried in order: whether a line begins one, and what it takes from the lines. */
const BLOCKS = [
    {
        begins: (line) => line.startsWith('```'),
        take: (lines) => {
            lines.shift();
            const code = [];
            while (lines.length && !lines[0].startsWith('```')) code.push(lines.shift());
            lines.shift();
            return `<pre tabindex="0"><code>${escape(code.join('\n'))}</code></pre>`;
        },
    },
    {
        begins: (line) => /^#{1,4} /.test(line),
        take: (lines) => {
            const [, marks, title] = /^(#+) (.*)$/.exec(lines.shift());
            return `<h${marks.length} id="${anchorOf(title)}">${inline(title)}</h${marks.length}>`;
        },
    },
    {
        begins: (line) => line.startsWith('|'),
        take: (lines) => {
            const rows = [];
            while (lines.length && lines[0].startsWith('|')) rows.push(cells(lines.shift()));
            const body = rows.slice(2).map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
            return `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr>${rows[0].map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
        },
    },
    {
        begins: (line) => line.startsWith('- '),
        take: (lines) => {
            const items = [];
            while (lines.length && (lines[0].startsWith('- ') || (lines[0].startsWith('  ') && items.length))) {
                const line = lines.shift();
                if (line.startsWith('- ')) items.push(line.slice(2));
                else items[items.length - 1] += ` ${line.trim()}`;
            }
            return `<ul>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
        },
    },
    {
        begins: () => true,
        take: (lines) => {
            const words = [lines.shift()];
            while (lines.length && lines[0].trim() && !BLOCKS.slice(0, -1).some((block) => block.begins(lines[0]))) words.push(lines.shift());
            return `<p>${inline(words.join(' '))}</p>`;
        },
    },
];

export function render(markdown) {
    const lines = markdown.split('\n');
    const out = [];
    while (lines.length) {
        if (!lines[0].trim()) lines.shift();
        else out.push(BLOCKS.find((block) => block.begins(lines[0])).take(lines));
    }
    return out.join('\n');
}

const titleOf = (markdown) => /^# (.*)$/m.exec(markdown)?.[1] ?? 'RetailInsight';

function page(name, markdown, styles) {
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(titleOf(markdown))} · RetailInsight</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="${styles}">
</head>
<body class="doc">
<nav aria-label="Documents">${name === 'index' ? '<a href="/">Dashboard</a>' : '<a href="/docs">Documents</a> <a href="/">Dashboard</a>'}</nav>
<main>
${render(markdown)}
</main>
</body>
</html>
`;
}

function dictionary(root, work) {
    const output = join(work, '..', 'data_dictionary.md');
    const done = spawnSync('python3', [join(root, 'tools', 'data_dictionary.py'), '--output', output], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`tools/data_dictionary.py failed: ${done.stderr}`);
    return readFileSync(output, 'utf8');
}

/** [{path: '/docs/api', bytes}] of every page; beside the folder `work` is room for what is made on the way. */
export function documents(root, styles, work) {
    const folder = join(root, 'docs', 'guide');
    const pages = readdirSync(folder).filter((file) => file.endsWith('.md')).map((file) => [basename(file, '.md'), readFileSync(join(folder, file), 'utf8')]);
    return [...pages, ['dictionary', dictionary(root, work)]].map(([name, markdown]) => ({
        path: name === 'index' ? '/docs' : `/docs/${name}`,
        bytes: Buffer.from(page(name, markdown, styles)),
    }));
}
