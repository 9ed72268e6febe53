// Own pages: a tile made by hand shows the command's figure, a view is saved from another page, YAML replaces all, and rights are those of who looks.
import { join } from 'node:path';
import { check, command, digits, equal, openPage, settled, visit } from '../driver.mjs';

export default async function own({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/own?page=morning');
    await byHand(page, workspace);
    await savedView(page, chain, workspace);
    await byYaml(page, chain, workspace);
    check('no error is logged', notes.errors.every((words) => words.includes('422')), notes.errors.join('\n  ')); // the refused YAML
    await close();
    await rights(browser, workspace);
}

async function byHand(page, workspace) {
    await page.getByRole('button', { name: /New page|Change/ }).click();
    await page.getByLabel('Name in the address').fill('morning');
    await page.getByLabel('Title').fill('My morning');
    const form = page.locator('form', { hasText: 'Add the tile' });
    await form.getByLabel(/^Asks/).selectOption('sales.kpis');
    await form.getByLabel(/^Figure/).selectOption('net_sales');
    await form.getByLabel('Heading').fill('Net sales of a year');
    await form.getByLabel('Parameters').fill('period=last_12_months');
    await form.getByRole('button', { name: 'Add the tile' }).click();
    await page.locator('.own.as-number .hero').waitFor();
    const { rows } = command(workspace, 'sales', 'kpis', '--period', 'last_12_months').document;
    equal('the tile shows the figure', digits(await page.locator('.own.as-number .hero').textContent()), rows[0].net_sales.toFixed(2));
    equal('the page is kept', command(workspace, 'pages', 'list').document.rows.find((row) => row.page === 'morning')?.title, 'My morning');
}

async function savedView(page, chain, workspace) {
    await visit(page, chain.origin, '/analysis?category=Dairy');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByLabel('Name of the view').fill('Dairy');
    await page.locator('dialog[open] select').selectOption('morning');
    await page.locator('dialog[open]').getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    equal('the view is a tile', command(workspace, 'pages', 'show', 'morning').document.rows[1]?.view, '/analysis?category=Dairy');
    await visit(page, chain.origin, '/own?page=morning');
    await page.locator('.own.view a').click();
    await page.waitForFunction(() => location.pathname === '/analysis' && location.search === '?category=Dairy');
    await settled(page);
}

async function byYaml(page, chain, workspace) {
    await visit(page, chain.origin, '/own?page=morning');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByText('As YAML').click();
    const field = page.getByLabel('The page as YAML');
    await field.fill('title: By YAML\ntiles:\n  - operation: import\n');
    await page.getByRole('button', { name: 'Save the YAML' }).click();
    await page.locator('.editor-card [role=alert]').waitFor();
    check('a tile only asks', (await page.locator('.editor-card [role=alert]').textContent()).includes('changes something'), '');
    await field.fill('title: By YAML\ntiles:\n  - {operation: sales.stores, show: bars, column: net_sales}\n  - {operation: users.list, title: Accounts}\n');
    await page.getByRole('button', { name: 'Save the YAML' }).click();
    await page.locator('.own.as-bars rect.bar').first().waitFor();
    equal('a bar for each store', await page.locator('.own.as-bars rect.bar').count(), command(workspace, 'sales', 'stores').document.rows.length);
}

/** Somebody of the staff sees the page, but not what the role may not ask. */
async function rights(browser, workspace) {
    command(workspace, 'users', 'add', 'own-page-reader', '--role', 'analyst');
    const link = command(workspace, 'users', 'link', 'own-page-reader').document.rows[0].link;
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.locator('input[type=password]').first().waitFor();
    for (const field of await page.locator('input[type=password]').all()) await field.fill('a long horse 2385');
    await page.keyboard.press('Enter');
    await page.locator('.app').waitFor();
    await settled(page);
    await page.goto(`${new URL(link).origin}/own?page=morning`);
    await settled(page);
    check('what the role may not ask is said', (await page.locator('.owntiles').textContent()).includes('which your role may not'), await page.locator('.owntiles').textContent());
    equal('what it may is shown', await page.locator('.own.as-bars').count(), 1);
    await context.close();
    command(workspace, 'users', 'remove', 'own-page-reader');
}
