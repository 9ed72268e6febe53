// Data science: a backtest is a job and shows the command's figures; SQL answers, refuses to change anything, and its rows come as files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, command, equal, openPage, settled, visit } from '../driver.mjs';

export default async function science({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/science');
    await backtest(page, workspace);
    await sql(page, workspace);
    check('no error is logged', notes.errors.every((words) => words.includes('403')), notes.errors.join('\n  ')); // the refused query
    await close();
}

async function backtest(page, workspace) {
    const form = page.locator('.backtest form');
    await form.getByLabel('Model').selectOption('ets');
    await form.getByLabel('Folds').fill('1');
    await form.getByLabel('Days ahead').fill('7');
    await form.getByRole('button', { name: 'Run the backtest' }).click();
    await page.locator('.scores tbody tr').first().waitFor();
    const all = command(workspace, 'demand', 'backtest', '--model', 'ets', '--folds', '1', '--horizon', '7').document.rows.find((row) => row.scope === 'all');
    const shown = await page.locator('.scores tbody tr').first().locator('td').allTextContents();
    equal('error of the backtest', shown[1].replace(/[^0-9.]/g, ''), (all.wape * 100).toFixed(1));
    equal('a bar for each day ahead', await page.locator('.ahead rect.bar').count(), 7);
    check('the address holds it', page.url().includes('model=ets') && page.url().includes('run=1'), page.url());
}

async function sql(page, workspace) {
    const words = 'SELECT store, count(*) AS lines FROM sale GROUP BY store ORDER BY store';
    const { rows } = command(workspace, 'sql', words).document;
    await ask(page, words);
    await page.locator('.sql tbody tr').first().waitFor();
    const shown = await page.locator('.sql tbody tr').first().locator('td').allTextContents();
    equal('its rows', await page.locator('.sql tbody tr').count(), rows.length);
    equal('its figures', shown.map((cell) => cell.replaceAll(',', '')).join(), `${rows[0].store},${rows[0].lines}`);
    for (const [name, first] of [['CSV', 'store,lines'], ['Excel', 'PK'], ['Arrow', '\xff\xff\xff\xff']]) {
        const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.sql').getByRole('button', { name: `Download ${name}` }).click()]);
        equal(`${name} begins as such a file`, readFileSync(await file.path(), 'latin1').slice(0, first.length), first);
    }
    await ask(page, 'DELETE FROM sale');
    await page.locator('.sql [role=alert]').waitFor();
    check('nothing can be changed', (await page.locator('.sql [role=alert]').textContent()).includes('only SELECT'), await page.locator('.sql').textContent());
    await page.reload();
    await settled(page);
    equal('the address brings the query back', await page.getByRole('textbox', { name: 'Query' }).inputValue(), 'DELETE FROM sale');
}

async function ask(page, words) {
    await page.getByRole('textbox', { name: 'Query' }).fill(words);
    await page.getByRole('textbox', { name: 'Query' }).press('Control+Enter');
}
