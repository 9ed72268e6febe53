// The shop floor: today's figure is the command's, a product is found by its bar code; without a connection the page opens anew with its last
// figures and their age, and a count made then is kept and comes in once.
import { join } from 'node:path';
import { check, command, equal, openPage, PHONE, settled, visit } from '../driver.mjs';

export default async function shop({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const store = command(workspace, 'sales', 'stores').document.rows[0].store;
    const { page, notes, close } = await openPage(browser, chain, { viewport: PHONE });
    await visit(page, chain.origin, `/shop?store=${store}`);
    await today(page, workspace, store);
    await people(page, workspace, store);
    const product = await find(page, workspace, store);
    await countOffline(page, workspace, store, product, notes);
    await close();
}

async function today(page, workspace, store) {
    const { rows } = command(workspace, 'shop', 'today', '--store', store).document;
    const sold = rows.reduce((sum, row) => sum + Math.round((row.net_sales ?? 0) * 100), 0) / 100;
    equal('net sales so far', Number((await page.locator('.hero').getAttribute('title')).replaceAll(',', '')), sold);
    equal('a bar or a place for each hour', await page.locator('.hours svg[role=img] text').filter({ hasText: ':00' }).count() > 2, true);
}

/** Who will come on the next day, and the staff for them, as the command says. */
async function people(page, workspace, store) {
    const { rows } = command(workspace, 'footfall', 'staff', '--store', store, '--horizon', '1').document;
    const hours = rows.filter((row) => row.day === rows[0].day);
    const card = page.locator('.card', { hasText: 'People to come' });
    await card.locator('tbody tr').first().waitFor();
    const shown = await card.locator('tbody tr').evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll('td, th')].map((cell) => cell.textContent.trim())));
    equal('an hour each', shown.length, hours.length);
    equal('its people and its staff', shown.map((cells) => `${cells[0]} ${cells[1]} ${cells.at(-1)}`).join(), hours.map((row) => `${row.hour}:00 ${Math.round(row.expected)} ${row.staff}`).join());
}

async function find(page, workspace, store) {
    const { rows } = command(workspace, 'shop', 'find', '--store', store, '--limit', '0').document;
    const one = rows.find((row) => row.gtin && row.on_hand !== null);
    await page.getByRole('searchbox').fill(one.gtin.replace(/^0/, ''));
    await page.getByRole('searchbox').press('Enter');
    const line = page.locator('.found li', { hasText: one.product });
    await line.waitFor();
    equal('one product has that bar code', await page.locator('.found li').count(), 1);
    check('its stock here', (await line.textContent()).includes(`${one.on_hand} here`), await line.textContent());
    return one;
}

/** The page, its files and its last answers come from the device; each says how old it is. */
async function openAnewOffline(page, before) {
    await page.reload();
    await page.locator('.hero').waitFor();
    equal('offline: the last figure', await page.locator('.hero').textContent(), before);
    check('offline: and its age', /as it was at \d\d:\d\d, (just now|\d+ minutes? ago)/.test(await page.locator('.today .age').textContent()));
    await page.locator('.waiting p', { hasText: 'offline since' }).waitFor();
    await page.locator('.waiting p', { hasText: '1 count waits' }).waitFor();
    const kept = await page.evaluate(async () => (await (await caches.open('answers')).keys()).map((request) => new URL(request.url).pathname));
    check('offline: nothing about customers lies on the device', kept.length > 3 && !kept.some((path) => path.includes('customers')), kept.join(' '));
}

async function countOffline(page, workspace, store, one, notes) {
    const stock = () => command(workspace, 'shop', 'find', one.product, '--store', store).document.rows[0].on_hand;
    const imports = () => command(workspace, 'imports', 'list', '--limit', '0').document.rows.filter((row) => row.file === 'shelf-count.csv').length;
    const typed = one.on_hand + 3;
    const before = await page.locator('.hero').textContent();
    await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        const kept = async (path) => (await (await caches.open('answers')).keys()).some((request) => new URL(request.url).pathname === path);
        while (!(await kept('/api/v1/operations')) || !(await kept('/api/v1/shop/today')) || !(await kept('/api/v1/sales/stores'))) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await settled(page);
    await page.context().setOffline(true);
    const focused = await page
        .locator('.found')
        .getByRole('button', { name: 'Count' })
        .evaluate(async (button) => {
            button.click();
            await new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
            return document.activeElement.tagName;
        });
    equal('what is typed at once is not lost: the field has the focus before the next key can come', focused, 'INPUT');
    await page.keyboard.type('many');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.locator('.count input').fill(String(typed));
    await page.keyboard.press('Enter');
    await page.locator('.waiting p', { hasText: '1 count waits' }).waitFor();
    equal('nothing came in yet', imports(), 0);
    await openAnewOffline(page, before);
    notes.errors.length = 0; // each request that found no network
    await page.context().setOffline(false);
    await page.waitForFunction(() => JSON.parse(localStorage.getItem('retailinsight-counts') ?? '[]').length === 0);
    equal('it came in once', imports(), 1);
    equal('and is the stock', stock(), typed);
    await page.waitForFunction(() => !document.querySelector('.age'), null, { timeout: 30_000 });
    check('figures are new again by themselves', (await page.locator('.age').count()) === 0);
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
}
