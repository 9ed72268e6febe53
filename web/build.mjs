// Bundles the dashboard and turns it into one C file: `const struct ri_asset ri_embedded_web[]` (src/base/embedded.h).
//
//   node web/build.mjs --deps DIR --work DIR --output FILE.c
//
// --deps   what tools/setup installed (web/bin/esbuild, web/node_modules)
// --work   receives the plain files as the server would send them, for a look and for the tests
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { documents } from './docs.mjs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const SOURCE = dirname(fileURLToPath(import.meta.url));
const TYPES = {
    '': 'text/html; charset=utf-8', // a document: its address has no ending
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
    '.json': 'application/json; charset=utf-8',
    '.webmanifest': 'application/manifest+json',
};

function fail(words) {
    process.stderr.write(`web/build.mjs: ${words}\n`);
    process.exit(1);
}

/** Runs esbuild; returns its account of what came out of what. */
function bundle(deps, work) {
    const esbuild = join(deps, 'web', 'bin', 'esbuild');
    if (!existsSync(esbuild)) fail(`${esbuild} is missing: run tools/setup`);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    const metafile = join(dirname(work), 'web-bundle.json');
    const done = spawnSync(
        esbuild,
        [
            'src/main.tsx', '--bundle', '--splitting', '--format=esm', '--target=es2022', '--minify',
            '--charset=utf8', '--jsx=automatic', '--jsx-import-source=preact', '--legal-comments=none',
            '--entry-names=assets/[name]-[hash]', '--chunk-names=assets/[name]-[hash]',
            '--asset-names=assets/[name]-[hash]', '--loader:.woff2=file', '--loader:.json=file', '--public-path=/',
            `--outdir=${work}`, `--metafile=${metafile}`, '--log-level=warning',
        ],
        { cwd: SOURCE, encoding: 'utf8', env: { ...process.env, NODE_PATH: join(deps, 'web', 'node_modules') } },
    );
    if (done.error) fail(`esbuild cannot be started: ${done.error.message}`);
    if (done.status !== 0) fail(`esbuild failed:\n${done.stdout}${done.stderr}`);
    return JSON.parse(readFileSync(metafile, 'utf8')).outputs;
}

function styleOf(outputs, work) {
    const entry = Object.values(outputs).find((output) => output.entryPoint === 'src/main.tsx');
    return '/' + relative(work, join(SOURCE, entry.cssBundle));
}

/** The page: its script, what that script needs at once, and its styles, by their hashed names. */
function writePage(outputs, work) {
    const address = (path) => '/' + relative(work, join(SOURCE, path));
    const [script, entry] = Object.entries(outputs).find(([, output]) => output.entryPoint === 'src/main.tsx');
    const needed = entry.imports.filter((i) => i.kind === 'import-statement').map((i) => i.path);
    const page = readFileSync(join(SOURCE, 'index.html'), 'utf8')
        .replace('<!-- styles -->', `<link rel="stylesheet" href="${address(entry.cssBundle)}">`)
        .replace(
            '<!-- script -->',
            needed.map((path) => `<link rel="modulepreload" href="${address(path)}">\n`).join('') +
                `<script type="module" src="${address(script)}"></script>`,
        );
    writeFileSync(join(work, 'index.html'), page);
}

/** What the page needs to open without a network: the frame, and the shop's page, which lives on phones. */
function shellFiles(outputs, work) {
    const address = (path) => '/' + relative(work, join(SOURCE, path));
    const [script, entry] = Object.entries(outputs).find(([, output]) => output.entryPoint === 'src/main.tsx');
    const [shop] = Object.entries(outputs).find(([, output]) => output.entryPoint === 'src/pages/shop/page.tsx');
    const seen = new Set();
    const todo = [script, shop];
    while (todo.length) {
        const at = todo.pop();
        if (seen.has(at)) continue;
        seen.add(at);
        todo.push(...outputs[at].imports.filter((i) => i.kind === 'import-statement').map((i) => i.path));
    }
    const files = Object.keys(outputs).filter((path) => path.endsWith('.woff2') || path.endsWith('.json')); // and languages
    return ['/index.html', '/icon.svg', '/retailinsight.webmanifest', address(entry.cssBundle), ...[...seen, ...files].map(address)].sort();
}

/** The service worker, with the list of those files; its name changes with them, so that browsers take the new ones. */
function bundleWorker(deps, outputs, work) {
    const files = shellFiles(outputs, work);
    const hash = createHash('sha256');
    for (const file of files) hash.update(readFileSync(join(work, file)));
    const done = spawnSync(
        join(deps, 'web', 'bin', 'esbuild'),
        [
            'src/worker/worker.ts', '--bundle', '--format=iife', '--target=es2022', '--minify', '--charset=utf8', `--outfile=${join(work, 'worker.js')}`,
            `--define:SHELL_FILES=${JSON.stringify(files)}`, `--define:SHELL_NAME=${JSON.stringify('shell-' + hash.digest('hex').slice(0, 12))}`, '--log-level=warning',
        ],
        { cwd: SOURCE, encoding: 'utf8' },
    );
    if (done.status !== 0) fail(`esbuild failed:\n${done.stdout}${done.stderr}`);
}

function copyStatic(work) {
    const folder = join(SOURCE, 'static');
    for (const name of readdirSync(folder)) writeFileSync(join(work, name), readFileSync(join(folder, name)));
}

function cBytes(bytes) {
    const lines = [];
    for (let at = 0; at < bytes.length; at += 64) {
        const part = bytes.subarray(at, at + 64);
        lines.push('"' + Array.from(part, (b) => '\\' + b.toString(8).padStart(3, '0')).join('') + '"');
    }
    return lines.length ? lines.join('\n') : '""';
}

/** {path, bytes} -> its C initialiser. A form that saves less than a tenth is left out. */
function cAsset({ path, bytes }) {
    const type = TYPES[extname(path)] ?? fail(`no content type is known for ${path}`);
    const brotli = brotliCompressSync(bytes, {
        params: {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
    });
    const gzip = gzipSync(bytes, { level: 9 });
    const form = (data) => (data.length < 0.9 * bytes.length ? `(const unsigned char *)${cBytes(data)}, ${data.length}` : '0, 0');
    const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    return `{"${path}", "${type}", "\\"${etag}\\"", ${path.startsWith('/assets/') ? 1 : 0},
(const unsigned char *)${cBytes(bytes)}, ${bytes.length},
${form(brotli)},
${form(gzip)}}`;
}

function main() {
    const { values } = parseArgs({ options: { deps: { type: 'string' }, work: { type: 'string' }, output: { type: 'string' } } });
    for (const name of ['deps', 'work', 'output']) {
        if (!values[name]) fail(`--${name} is needed`);
        values[name] = resolve(values[name]);
    }
    const outputs = bundle(values.deps, values.work);
    writePage(outputs, values.work);
    copyStatic(values.work);
    bundleWorker(values.deps, outputs, values.work);

    const assets = readdirSync(values.work, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .map((file) => ({ path: '/' + relative(values.work, file), bytes: readFileSync(file) }))
        .concat(documents(dirname(SOURCE), styleOf(outputs, values.work), values.work))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    mkdirSync(dirname(values.output), { recursive: true });
    writeFileSync(
        values.output,
        `/* Generated by web/build.mjs from web/. */
#include "base/embedded.h"

const struct ri_asset ri_embedded_web[] = {
${assets.map(cAsset).join(',\n')},
{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
const size_t ri_embedded_web_count = ${assets.length};
`,
    );
}

main();
