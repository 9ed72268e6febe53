// Everything by keyboard.
import { join } from 'node:path';
import { check, command, equal, openPage, settled, visit } from '../driver.mjs';

export default async function keys({ browser, chain }) {
    const { page, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/');
    await frame(page);
    await chart(page);
    await grid(page, chain);
    await order(page, chain);
    await close();
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

const TRIES = 4; // the letter must follow `g` within a second and a half, which a busy machine may miss

async function walks(page, letter, path) {
    for (let i = 0; i < TRIES; i++) {
        await page.keyboard.press('g');
        await page.keyboard.press(letter);
        const there = await page.waitForFunction((wanted) => location.pathname === wanted, path, { timeout: 3000 }).catch(() => null);
        if (there) return true;
    }
    return false;
}

async function frame(page) {
    await page.keyboard.press('Tab');
    equal('the first stop', await focused(page), 'Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    check('skipping lands in the content', await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement)));

    check('g r: orders', await walks(page, 'r', '/orders'));
    check('g o: overview', await walks(page, 'o', '/'));

    await settled(page);
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open] input[type=search]');
    await page.keyboard.type('dem');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/demand*');
    check('/ finds a page', true);
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    check('g o: back', await walks(page, 'o', '/'));
    await settled(page);

    await page.keyboard.press('?');
    check('? lists the keys', (await page.locator('dialog[open]').textContent()).includes('search'));
    await page.keyboard.press('Escape');

    const store = page.locator('.f', { hasText: 'Store' });
    await store.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.panel');
    check('a filter takes the focus', await page.evaluate(() => document.querySelector('.panel')?.contains(document.activeElement)));
    await page.keyboard.press('Escape');
    check('and gives it back', (await focused(page)).startsWith('Store'));
}

async function chart(page) {
    const image = page.locator('section[aria-label="Net sales by week"] svg[role=img]');
    await image.focus();
    await page.keyboard.press('ArrowLeft');
    const last = await page.locator('section[aria-label="Net sales by week"] [aria-live]').textContent();
    check('the chart speaks its last bar', /^Week of \d+ \w+: [\d,.]+/.test(last), last);
    await page.keyboard.press('ArrowLeft');
    const before = await page.locator('section[aria-label="Net sales by week"] [aria-live]').textContent();
    check('and the one before', before !== last && before.startsWith('Week of'), before);
    check('a chart has a sentence', (await image.getAttribute('aria-label')).length > 40);

    await page.locator('section[aria-label="Stores"] tbody a').first().focus();
    await page.keyboard.press('ArrowDown');
    equal('↓ in a table', await focused(page), await page.locator('section[aria-label="Stores"] tbody a').nth(1).textContent());
}

async function grid(page, chain) {
    await visit(page, chain.origin, '/orders');
    const row = (i) => page.locator(`tr[data-index="${i}"]`);
    await row(0).focus();
    await page.keyboard.press('Space');
    equal('Space selects', await row(0).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    equal('Shift extends', await row(2).getAttribute('aria-selected'), 'true');
    check('the bar sums', (await page.locator('.selection').textContent()).includes('3 selected'));
    await page.keyboard.press('e');
    check('E edits the quantity', await page.evaluate(() => document.activeElement?.matches('.quantity input')));
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    equal('the quantity is taken', await row(2).locator('.quantity input').inputValue(), '7');
    check('the focus is back on the row', await row(2).evaluate((r) => r === document.activeElement));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    check('Enter says why', (await page.locator('dialog[open]').textContent()).includes('Order '));
    await page.keyboard.press('Escape');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export selected' }).click()]);
    equal('the selection is a file', file.suggestedFilename(), 'orders.csv');
    await row(2).focus();
    await page.keyboard.press('Escape');
    equal('Esc leaves the selection', await page.locator('.selection').count(), 0);
}

const STOPS = 160; // Tab stops of a page, and room

/** Tab after Tab until what has the focus is such a thing. */
async function tabTo(page, what, found) {
    for (let i = 0; i < STOPS; i++) {
        if (await page.evaluate(found)) return;
        await page.keyboard.press('Tab');
    }
    check(`Tab reaches ${what}`, false, await focused(page));
}

const drafted = (workspace, state) => command(workspace, 'purchasing', 'list', '--state', state).document.rows.filter((row) => /^PO-/.test(row.order));

/** The whole order without a hand on the mouse: looked over, changed, put on order, marked as sent. Nothing here clicks or sets the focus. */
async function order(page, chain) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const sentBefore = drafted(workspace, 'sent').length;
    await visit(page, chain.origin, '/orders');
    await tabTo(page, 'the list', () => document.activeElement?.matches('tr[data-index]') ?? false);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('e');
    await page.keyboard.type('42');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Put on order', () => document.activeElement?.textContent === 'Put on order');
    await page.keyboard.press('Enter');
    await page.locator('.drafts tbody tr', { hasText: 'Mark as sent' }).first().waitFor(); // what was sent before is there already
    const drafts = drafted(workspace, 'draft');
    equal('both lines are put on order by keys', drafts.reduce((sum, row) => sum + row.lines, 0), 2);
    const lines = command(workspace, 'purchasing', 'lines').document.rows.filter((row) => drafts.some((draft) => draft.order === row.order));
    check('with the quantity that was typed', lines.some((row) => Number(row.quantity) === 42), JSON.stringify(lines.map((row) => [row.product, row.quantity])));
    for (let left = drafts.length; left > 0; left--) {
        await tabTo(page, 'Mark as sent', () => document.activeElement?.textContent?.startsWith('Mark as sent') ?? false);
        await page.keyboard.press('Enter');
        await page.waitForFunction((n) => [...document.querySelectorAll('.drafts button')].filter((b) => b.textContent.startsWith('Mark as sent')).length < n, left);
        await settled(page);
    }
    equal('and sent', drafted(workspace, 'sent').length - sentBefore, drafts.length);
}
