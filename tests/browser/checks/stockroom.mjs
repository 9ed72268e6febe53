// What an inventory manager decides by: service by class, the past year played again, rules and recipients of alerts, messages that did not
// arrive, goods that came. Each figure is the command's, each change is seen by the command.
import { join } from 'node:path';
import { check, command, digits, equal, openPage, settled, visit } from '../driver.mjs';

export default async function stockroom({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/stock');
    await classes(page, workspace);
    await replay(page, workspace);
    if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, 'stockroom-stock.png'), fullPage: true });
    await visit(page, chain.origin, '/alerts');
    await rules(page, workspace, notes);
    await recipients(page, workspace);
    if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, 'stockroom-alerts.png'), fullPage: true });
    await received(page, chain, workspace);
    await told(page, chain);
    if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, 'stockroom-works.png'), fullPage: true });
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}

async function classes(page, workspace) {
    const { rows } = command(workspace, 'inventory', 'policy').document;
    const first = [...new Set(rows.map((row) => row.class))].sort()[0];
    const of = rows.filter((row) => row.class === first);
    const cells = await page.locator('.policy tbody tr').first().locator('td').allTextContents();
    equal('policy: the first class', cells[0], first);
    equal('policy: as many products', Number(digits(cells[1])), of.length);
    const stock = await page.locator('.policy tbody tr').first().locator('td').nth(4).locator('span').getAttribute('title');
    equal('policy: its stock at cost', Math.round(Number(digits(stock)) * 100), of.reduce((sum, row) => sum + Math.round((row.average_stock_value ?? 0) * 100), 0));
}

async function replay(page, workspace) {
    await page.getByRole('button', { name: 'Play the past year' }).click();
    await page.locator('.replay tbody tr').first().waitFor();
    await settled(page);
    const { rows } = command(workspace, 'inventory', 'simulate').document;
    equal('simulate: every way to order', await page.locator('.replay tbody tr').count(), rows.length);
    for (const [i, row] of rows.entries()) {
        const cost = await page.locator('.replay tbody tr').nth(i).locator('td').nth(6).locator('span').getAttribute('title');
        equal(`simulate: cost of ${row.policy}`, Number(digits(cost)), row.total_cost);
    }
}

async function rules(page, workspace, notes) {
    const rule = () => command(workspace, 'alerts', 'rules').document.rows.find((row) => row.rule === 'overstock');
    const line = page.getByLabel('Line of overstock, days');
    equal('rules: the line as it stands', Number(await line.inputValue()), rule().threshold);
    await line.fill('90');
    await line.press('Enter');
    await page.waitForFunction(() => !document.querySelector('.rules input:disabled'));
    equal('rules: the line is moved', rule().threshold, 90);
    await line.fill('3');
    await line.press('Enter');
    await page.locator('.rules [role=alert]').waitFor();
    check('rules: a line out of range is refused with its range', /7/.test(await page.locator('.rules [role=alert]').textContent()), await page.locator('.rules [role=alert]').textContent());
    equal('rules: and stays where it was', rule().threshold, 90);
    equal('rules: in the field too', await line.inputValue(), '90');
    notes.errors.length = 0; // the browser logs what was refused
    await page.locator('.rules label', { hasText: 'forecast jump' }).locator('input').click();
    await page.waitForFunction(() => !document.querySelector('.rules input:disabled'));
    equal('rules: one is switched off', command(workspace, 'alerts', 'rules').document.rows.find((row) => row.rule === 'forecast_jump').on, false);
}

async function recipients(page, workspace) {
    const card = page.locator('.recipients');
    await card.getByLabel('Name', { exact: true }).fill('dairy');
    await card.getByLabel('E-mail').fill('dairy@example.com');
    await card.getByLabel('Quiet hours').fill('20:00-07:00');
    await card.getByRole('button', { name: 'Tell them too' }).click();
    await card.locator('tbody tr', { hasText: 'dairy@example.com' }).waitFor();
    const row = command(workspace, 'alerts', 'recipients').document.rows.find((one) => one.recipient === 'dairy');
    check('recipients: as it was said', row?.severity === 'warning' && row.quiet === '20:00-07:00' && row.urgent === true && row.digest === 'none', JSON.stringify(row));
    check('recipients: and shown', (await card.locator('tbody tr').textContent()).includes('not 20:00-07:00'), await card.locator('tbody tr').textContent());
    await card.getByRole('button', { name: 'Test dairy' }).click();
    const message = page.locator('.messages tbody tr').first();
    await message.waitFor();
    check('messages: the test waits, no mail server being set', (await message.textContent()).includes('dairy by email'), await message.textContent());
    await card.getByRole('button', { name: 'Remove dairy' }).click();
    await card.locator('tbody tr', { hasText: 'dairy' }).waitFor({ state: 'detached' });
    equal('recipients: gone', command(workspace, 'alerts', 'recipients').document.rows.length, 0);
}

/** An order of one line is drafted and sent by the command; all of it comes by a button. */
async function received(page, chain, workspace) {
    const line = command(workspace, 'inventory', 'orders', '--limit', '0').document.rows.find((row) => row.order_quantity > 0 && row.supplier);
    const made = command(workspace, 'purchasing', 'create', '--line', `${line.product}@${line.store}=${line.order_quantity}`).document.rows[0].order;
    command(workspace, 'purchasing', 'send', made);
    await visit(page, chain.origin, '/orders');
    const row = page.locator('.drafts tbody tr', { hasText: made });
    await row.getByRole('button', { name: `Lines of ${made}` }).click();
    const lines = page.locator('section', { hasText: `Lines of ${made}` }).locator('table', { hasText: 'Ordered' }).locator('tbody tr');
    await lines.first().waitFor();
    equal('drafts: their lines', await lines.count(), 1);
    await row.getByRole('button', { name: /All of it came/ }).click();
    await row.waitFor({ state: 'detached' });
    equal('drafts: it came', command(workspace, 'purchasing', 'list', '--state', 'received').document.rows.some((one) => one.order === made), true);
}

/** What happened to an alert stands under it; how stock works is on the page Stock. */
async function told(page, chain) {
    await visit(page, chain.origin, '/alerts?severity=info');
    const row = page.locator('.inbox tbody tr').first();
    await row.getByRole('button', { name: /^History/ }).click();
    const event = row.locator('.aside .aside').first();
    await event.waitFor();
    check('alerts: what happened', /opened by the program/.test(await event.textContent()), await event.textContent());
    await visit(page, chain.origin, '/stock');
    const card = page.locator('section', { hasText: 'How stock works' }).last();
    await card.locator('tbody tr').first().waitFor();
    check('stock: how it works, by category', (await card.locator('tbody tr').count()) > 5, await card.textContent());
}
