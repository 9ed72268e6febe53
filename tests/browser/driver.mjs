// What the checks share: one browser, pages that note every error and every request, counting.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const modules = createRequire(join(process.env.RI_MODULES, 'package.json'));
const { chromium } = modules('playwright-core');
const AXE = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PATIENCE_MS = 60_000; // the machine may be busy with other things

export const DESKTOP = { width: 1440, height: 1000 };
export const PHONE = { width: 390, height: 844 };

let passed = 0;
let failed = 0;

export function check(name, ok, why = '') {
    if (ok) passed++;
    else {
        failed++;
        console.log(`FAILED ${name}: ${typeof why === 'string' ? why : JSON.stringify(why)}`);
    }
}

export function equal(name, found, wanted) {
    check(name, found === wanted, `${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

export function tally() {
    console.log(`${passed} passed, ${failed} failed`);
    return failed ? 1 : 0;
}

export async function openBrowser() {
    return await chromium.launch({ executablePath: process.env.RI_BROWSER, args: FLAGS });
}

/** Signs in with a one-time link; the state holds the session's cookie. */
export async function signIn(browser, link) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    const state = await context.storageState();
    await context.close();
    return { origin: new URL(link).origin, state };
}

/** A page of its own context. `errors` and `strangers` (requests that leave the origin) fill by themselves. */
export async function openPage(browser, { origin, state }, { viewport = DESKTOP, colorScheme = 'light' } = {}) {
    const context = await browser.newContext({ storageState: state, viewport, colorScheme, locale: 'en-US', timezoneId: 'Europe/Dublin', acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const notes = { errors: [], strangers: [] };
    page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') notes.errors.push(message.text());
    });
    page.on('pageerror', (error) => notes.errors.push(String(error)));
    page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) notes.strangers.push(url);
    });
    return { page, notes, close: () => context.close() };
}

/** Until every figure stands. */
export async function settled(page) {
    await page.waitForSelector('main h1');
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .bars'), null, { timeout: PATIENCE_MS * 2 });
    await page.waitForTimeout(150);
}

export async function visit(page, origin, path) {
    await page.goto(origin + path);
    await settled(page);
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Violations of WCAG 2.2 AA that axe finds, as text; of some rules only where they are named. */
export async function axe(page, rules = null) {
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))); // what fades in has not its colours yet
    const violations = await page.evaluate(async (runOnly) => {
        const result = await window.axe.run(document, { runOnly });
        return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} (${n.failureSummary?.split('\n')[1]?.trim()})`).join('; ')}`);
    }, rules ? { type: 'rule', values: rules } : { type: 'tag', values: STANDARDS });
    return violations;
}

/** What the command line prints with --format json; while a server holds the workspace the call goes through it. */
export function command(workspace, ...words) {
    const done = spawnSync(process.env.RI_PROGRAM, ['--workspace', workspace, ...words, '--format', 'json'], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${words.join(' ')} ended with ${done.status}: ${done.stderr}`);
    return { text: done.stdout, document: JSON.parse(done.stdout) };
}

/** The digits of a literal in a JSON text: figures are compared as they were printed, not as floating point has them. */
export function literal(text, name) {
    return new RegExp(`"${name}":(-?[0-9.]+)`).exec(text)?.[1] ?? null;
}

/** "7,538,256.90" -> "7538256.90" */
export function digits(text) {
    return (text ?? '').replaceAll(',', '').replace('\u2212', '-').trim();
}
