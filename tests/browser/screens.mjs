// Takes the pictures of docs/images. Started by tools/screenshots.py.
import { join } from 'node:path';
import { DESKTOP, openBrowser, openPage, PHONE, settled, signIn } from './driver.mjs';

const NOW = new Date('2026-11-26T09:00:00Z'); // the morning after the last day of the chain

const PICTURES = [
    { name: 'overview', path: '/', viewport: DESKTOP, colorScheme: 'light' },
    { name: 'demand', path: '/demand', viewport: { ...DESKTOP, height: 900 }, colorScheme: 'dark' },
    { name: 'orders', path: '/orders', viewport: { ...DESKTOP, height: 960 }, colorScheme: 'light', act: tickSome },
    { name: 'customers', path: '/customers', viewport: DESKTOP, colorScheme: 'light' },
    { name: 'stock', path: '/stock', viewport: DESKTOP, colorScheme: 'light' },
    { name: 'phone', path: '/', viewport: PHONE, colorScheme: 'light' },
    // the pages of the six users, on the desk and on the phone
    ...['analysis', 'management', 'shop'].map((name) => ({ name, path: `/${name}`, viewport: DESKTOP, colorScheme: 'light' })),
    { name: 'science', path: '/science', viewport: DESKTOP, colorScheme: 'light', act: backtest },
    ...['analysis', 'management', 'science', 'shop', 'orders', 'customers'].map((name) => ({ name: `${name}-phone`, path: `/${name}`, viewport: PHONE, colorScheme: 'light' })),
];

async function tickSome(page) {
    for (const i of [0, 1, 3]) await page.locator(`tr[data-index="${i}"] input[type=checkbox]`).click();
    await page.keyboard.press('ArrowDown');
}

/** A backtest of one category of one shop, so that the page shows what it is for. */
async function backtest(page) {
    const form = page.locator('.backtest form');
    await form.locator('label', { hasText: /^Store/ }).locator('select').selectOption('S01');
    await form.locator('label', { hasText: /^Category/ }).locator('select').selectOption('Bakery');
    await form.getByRole('button', { name: 'Run the backtest' }).click();
    await page.locator('.scores tbody tr').first().waitFor();
    await settled(page);
}

const browser = await openBrowser();
try {
    const chain = await signIn(browser, process.env.RI_LINK);
    for (const { name, path, viewport, colorScheme, act } of PICTURES) {
        if (process.env.RI_ONLY && !process.env.RI_ONLY.split(',').includes(name)) continue;
        const { page, close } = await openPage(browser, chain, { viewport, colorScheme });
        await page.clock.setFixedTime(NOW);
        await page.goto(chain.origin + path);
        await settled(page);
        if (act) await act(page);
        await page.screenshot({ path: join(process.env.RI_OUTPUT, `${name}.png`) });
        await close();
    }
} finally {
    await browser.close();
}
