// The API page: an address is found, asked with parameters, its answer is the command's; the line for a terminal works with a key.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { check, command, equal, openPage, visit } from '../driver.mjs';

export default async function developers({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/developers');
    await page.getByRole('searchbox', { name: 'Search addresses' }).fill('sales stores');
    await page.locator('.endpoints').getByRole('button', { name: 'GET /api/v1/sales/stores' }).click();
    const form = page.locator('.tryit form');
    await form.getByLabel(/^period/).fill('last_12_months');
    await form.getByLabel(/^compare/).selectOption('calendar');
    await form.getByRole('button', { name: 'Ask' }).click();
    await page.locator('.tryit pre.answer').waitFor();
    const { text } = command(workspace, 'sales', 'stores', '--period', 'last_12_months', '--compare', 'calendar');
    equal('the answer is the command\'s', await page.locator('.tryit pre.answer').textContent(), text);
    await form.getByLabel('Answer as').selectOption('text/csv');
    const line = await page.locator('.tryit pre.line').textContent();
    const key = command(workspace, 'keys', 'create', 'page', '--role', 'analyst').document.rows[0].secret;
    const printed = execFileSync('bash', ['-c', `${line.trim()} -s`], { encoding: 'utf8', env: { ...process.env, KEY: key } });
    check('the line for a terminal works', printed.startsWith('store,currency,net_sales'), printed.slice(0, 200));
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}
