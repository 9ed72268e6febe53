// Analysis: the factors are the command's; from a category to a product to a receipt by clicks, and the address brings the view back.
import { join } from 'node:path';
import { check, command, digits, equal, openPage, settled, visit } from '../driver.mjs';

const SPAN = ['--from', '2026-09-01', '--to', '2026-11-01'];

export default async function analysis({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/analysis?from=2026-09-01&to=2026-11-01');
    await tree(page, workspace);
    await ways(page, workspace);
    const product = await drill(page, workspace);
    await receipt(page, workspace, product);
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}

async function tree(page, workspace) {
    const { rows } = command(workspace, 'sales', 'drivers', ...SPAN).document;
    const causes = rows.filter((row) => row.part_of === 'net_sales');
    equal('a factor for each cause', await page.locator('.factors li:not(.whole)').count(), causes.length);
    const amounts = await page.locator('.factors li .d').allTextContents();
    equal('what each made', amounts.map((words) => digits(words).replace(/[^0-9.-]/g, '')).join(), [...causes, rows[0]].map((row) => row.amount.toFixed(2)).join());
}

async function ways(page, workspace) {
    const kpis = command(workspace, 'sales', 'kpis', ...SPAN, '--compare', 'calendar').document.rows[0];
    const row = page.locator('.compared tbody tr', { hasText: 'Same dates last year' });
    equal('the sales of the same dates', await row.locator('td').nth(1).locator('span').getAttribute('title').then(digits), kpis.net_sales_before.toFixed(2));
    check('several ways', (await page.locator('.compared tbody tr').count()) >= 3, await page.locator('.compared').textContent());
}

async function drill(page, workspace) {
    const top = command(workspace, 'sales', 'movers', ...SPAN, '--compare', 'weekday', '--of', 'category', '--limit', '1').document.rows[0];
    await page.locator('.movers tbody tr').first().getByRole('button').click();
    await settled(page);
    check('the address narrows', page.url().includes(`category=${top.value}`) && page.url().includes('of=product'), page.url());
    const within = command(workspace, 'sales', 'movers', ...SPAN, '--compare', 'weekday', '--of', 'product', '--category', top.value, '--limit', '1').document.rows[0];
    await page.locator('.movers tbody tr').first().getByRole('button').click();
    await settled(page);
    check('to the product', (await page.locator('.chosen').textContent()).includes(within.value), await page.locator('.chosen').textContent());
    return within.value;
}

async function receipt(page, workspace, product) {
    const { rows } = command(workspace, 'sales', 'receipts', ...SPAN, '--product', product, '--limit', '20').document;
    equal('its receipts', await page.locator('.receipts .card > *, .receipts .tw').first().locator('tbody tr').count(), rows.length);
    await page.locator('.receipts tbody tr').first().getByRole('button').click();
    await page.locator('dialog[open] tbody tr').first().waitFor();
    const lines = command(workspace, 'sales', 'receipt', rows[0].receipt).document.rows;
    equal('every line of it', await page.locator('dialog[open] tbody tr').count(), lines.length);
    const ours = lines.filter((line) => line.product === product).reduce((sum, line) => sum + Math.round(line.net_sales * 100), 0);
    equal('its lines make the amount', ours / 100, rows[0].net_sales);
    await page.reload();
    await page.locator('dialog[open] tbody tr').first().waitFor();
    check('the address brings the receipt back', page.url().includes(`receipt=${rows[0].receipt}`), page.url());
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.search.includes('receipt='));
}
