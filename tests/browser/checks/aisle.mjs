// Standing before the shelf with a phone: no column is cut, heads stand over their figures, what is touched is as large as a thumb, and
// what is the matter can be read whole.
import { join } from 'node:path';
import { check, command, equal, openPage, PHONE, visit } from '../driver.mjs';

const THUMB = 40; // px

export default async function aisle({ browser, chain }) {
    const { page, notes, close } = await openPage(browser, chain);
    await page.setViewportSize(PHONE);
    await orders(page, chain);
    await alerts(page, chain, join(process.env.RI_CHAIN, 'workspace'));
    await stock(page, chain);
    await hours(page, chain);
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}

async function picture(page, name) {
    if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, `aisle-${name}.png`), fullPage: true });
}

/** Nothing reaches beyond the right edge, so nobody has to push the page aside. */
async function fits(page, name) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    equal(`${name}: the page is no wider than the phone`, wide, 0);
}

/** Every hour of every day is on the screen, without pushing a table aside. */
async function hours(page, chain) {
    await visit(page, chain.origin, '/footfall');
    const seen = await page.evaluate(() => {
        const tables = [...document.querySelectorAll('main table')].filter((one) => one.checkVisibility());
        const cells = [...document.querySelectorAll('main .heat')].filter((one) => one.checkVisibility());
        const cut = [...document.querySelectorAll('main .tw')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1);
        return { tables: tables.length, cells: cells.length, right: Math.max(...cells.map((one) => one.getBoundingClientRect().right)), cut: cut.map((one) => one.textContent.slice(0, 40)) };
    });
    check('footfall: two weeks of hours, of people and of staff', seen.tables >= 4 && seen.cells > 2 * 14 * 8, JSON.stringify(seen));
    check('footfall: every hour is on the screen', seen.right <= PHONE.width && seen.cut.length === 0, JSON.stringify(seen));
    await fits(page, 'footfall');
    await picture(page, 'footfall');
}

async function orders(page, chain) {
    await visit(page, chain.origin, '/orders');
    const edges = await page.evaluate(() => {
        const right = (element) => Math.round(element.getBoundingClientRect().right);
        const text = (element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return right(range);
        };
        const head = [...document.querySelectorAll('.orders th')].find((th) => th.textContent.trim() === 'Order');
        const input = document.querySelector('.orders .quantity input');
        return { head: text(head), input: right(input), height: input.getBoundingClientRect().height, card: right(document.querySelector('.orders')) };
    });
    check('orders: the head stands over its figures', Math.abs(edges.head - edges.input) <= 2 && edges.head < edges.card, JSON.stringify(edges));
    check('orders: a quantity is as large as a thumb', edges.height >= THUMB, JSON.stringify(edges));
    await fits(page, 'orders');
    await picture(page, 'orders');
}

/** The first alert is read whole and taken with a thumb; the command line sees it. */
async function alerts(page, chain, workspace) {
    const first = () => command(workspace, 'inventory', 'alerts', '--limit', '0').document.rows[0];
    const wanted = first();
    await visit(page, chain.origin, '/alerts?severity=info');
    await fits(page, 'alerts');
    const cut = await page.evaluate(() => [...document.querySelectorAll('.card .tw')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.querySelector('caption')?.textContent));
    equal('alerts: no table is cut', cut.join(', '), '');
    await picture(page, 'alerts');
    const row = page.locator('.inbox tbody tr').first();
    const seen = await row.evaluate((tr) => {
        const matter = tr.querySelector('td.wrap');
        const cut = [...matter.querySelectorAll('*'), matter].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === 'hidden' && !one.classList.contains('hidden'));
        const buttons = [...tr.querySelectorAll('.beneath button')].map((button) => button.getBoundingClientRect());
        return { text: matter.textContent, cut: cut.length, right: Math.max(...buttons.map((one) => one.right)), low: Math.min(...buttons.map((one) => one.height)), count: buttons.length, size: Number.parseFloat(getComputedStyle(matter).fontSize) };
    });
    check('alerts: the worst comes first', seen.text.includes(wanted.message), `${seen.text} instead of ${wanted.message}`);
    check('alerts: its store and rule stand with it', seen.text.includes(wanted.store) && seen.text.includes(wanted.rule.replaceAll('_', ' ')), seen.text);
    check('alerts: it is read whole', seen.cut === 0 && seen.size >= 13, JSON.stringify(seen));
    check('alerts: three things to do, each as large as a thumb', seen.count === 3 && seen.low >= THUMB && seen.right <= PHONE.width, JSON.stringify(seen));
    await row.locator('.beneath button', { hasText: 'Take' }).click();
    await page.waitForFunction((message) => [...document.querySelectorAll('.inbox tbody tr')].some((tr) => tr.textContent.includes(message) && tr.textContent.includes('acknowledged')), wanted.message);
    const after = command(workspace, 'inventory', 'alerts', '--limit', '0').document.rows.find((one) => one.alert_id === wanted.alert_id);
    equal('alerts: it is taken', after?.state, 'acknowledged');
}

async function stock(page, chain) {
    await visit(page, chain.origin, '/stock');
    await fits(page, 'stock');
    await picture(page, 'stock');
}
