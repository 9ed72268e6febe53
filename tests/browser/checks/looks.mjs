// Every page, desktop and phone, light and dark: no violation of the accessibility rules, no error, nothing wider than the
// window, no request to anywhere else; every figure tells how it was computed and how fresh it is.
import { join } from 'node:path';
import { axe, check, command, DESKTOP, openPage, PHONE, settled, visit } from '../driver.mjs';

const PAGES = [
    ['overview', '/'],
    ['analysis', '/analysis'],
    ['management', '/management'],
    ['demand', '/demand'],
    ['orders', '/orders'],
    ['alerts', '/alerts'],
    ['anomalies', '/anomalies?days=364'],
    ['stock', '/stock'],
    ['pricing', '/pricing'],
    ['customers', '/customers'],
    ['shop', '/shop'],
    ['footfall', '/footfall'],
    ['science', '/science?run=1&model=ets&folds=1&horizon=7&by=store&query=SELECT+*+FROM+store'],
    ['own', '/own?page=looks'],
    ['developers', '/developers?call=GET+/api/v1/sales/kpis'],
    ['users', '/users'],
    ['reference', '/docs/operations'],
    ['data', '/data'],
];
const OWN_PAGE = `title: Looks
tiles:
${['number', 'table', 'bars', 'line'].map((show) => `  - {operation: sales.trend, title: As ${show}, show: ${show}, column: net_sales, parameters: {by: month}}\n`).join('')}  - {view: /orders, title: A view}\n`;
/** Cards of figures without buttons of their own: the list's stand at the head of the page, the event's on the list beside it. */
const TOLD_ELSEWHERE = ['Order list', 'The chosen event'];
/** Pages about the program itself: no figures of the shop. */
const WITHOUT_FIGURES = ['developers', 'reference'];
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']; // the rest does not depend on the scheme
const DIALOGS = [
    ['how computed', async (page) => await page.locator('.tile .l button').first().click()],
    ['table', async (page) => await page.locator('.tools button').first().click()],
    ['search', async (page) => await page.keyboard.press('/')],
    ['keys', async (page) => await page.keyboard.press('?')],
];

export default async function looks({ browser, chain }) {
    command(join(process.env.RI_CHAIN, 'workspace'), 'pages', 'save', 'looks', '--yaml', OWN_PAGE);
    const { page, notes, close } = await openPage(browser, chain);
    for (const [name, path] of PAGES) {
        await page.setViewportSize(DESKTOP);
        await visit(page, chain.origin, path);
        await told(page, name);
        for (const viewport of [DESKTOP, PHONE]) {
            await page.setViewportSize(viewport);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            check(`${name}, ${viewport.width} pixels: fits`, over <= 0, `${over} pixels wider than the window`);
            for (const colorScheme of ['light', 'dark']) {
                await page.emulateMedia({ colorScheme });
                const violations = await axe(page, colorScheme === 'dark' ? COLOUR_RULES : null);
                check(`${name}, ${viewport.width} pixels, ${colorScheme}: accessible`, violations.length === 0, violations.join('\n  '));
                if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, `${name}-${colorScheme}-${viewport.width}.png`) });
            }
        }
    }
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    check('no request leaves', notes.strangers.length === 0, notes.strangers.join('\n  '));
    await close();
    await dialogs(browser, chain);
}

/** Each card and each tile says how it was computed; a card that asks first (a form, a button) has no figures yet. */
async function told(page, name) {
    const silent = await page.evaluate(() => {
        const cards = [...document.querySelectorAll('main .card')].filter((card) => !card.querySelector('.tools button, .tile .l button, form, .body button, textarea') && /\d/.test(card.textContent));
        const tiles = [...document.querySelectorAll('main .tile')].filter((tile) => !tile.querySelector('.l button'));
        return [...cards.map((card) => card.getAttribute('aria-label') ?? card.className), ...tiles.map((tile) => tile.textContent)];
    });
    const left = WITHOUT_FIGURES.includes(name) ? [] : silent.filter((label) => !TOLD_ELSEWHERE.includes(label));
    check(`${name}: every figure tells how it was computed`, left.length === 0, left.join(', '));
    check(`${name}: how fresh the figures are is said`, /Data to \w{3} \d/.test(await page.locator('.rail .fresh').textContent()));
}

async function dialogs(browser, chain) {
    const { page, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/');
    for (const [name, open] of DIALOGS) {
        await open(page);
        await page.waitForSelector('dialog[open]');
        const violations = await axe(page);
        check(`${name}: accessible`, violations.length === 0, violations.join('\n  '));
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('dialog[open]'));
        check(`${name}: Esc closes it`, true);
    }
    await page.locator('.f', { hasText: 'Store' }).click();
    await page.waitForSelector('.panel');
    const violations = await axe(page);
    check('a filter: accessible', violations.length === 0, violations.join('\n  '));
    await page.keyboard.press('Escape');
    await settled(page);
    await close();
}
