// What changes something by a button: alerts are taken and put off, a campaign is kept; the command line sees the same.
import { join } from 'node:path';
import { check, command, equal, openPage, settled, visit } from '../driver.mjs';

export default async function acts({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await alerts(page, chain, workspace);
    await order(page, chain, workspace);
    await campaign(page, chain, workspace);
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}

const stateOf = (workspace, id) => command(workspace, 'inventory', 'alerts', '--limit', '0').document.rows.find((row) => row.alert_id === id)?.state ?? 'resolved';

async function alerts(page, chain, workspace) {
    await visit(page, chain.origin, '/alerts?severity=info');
    await page.getByRole('button', { name: 'Check all stock now' }).click();
    await page.locator('.inbox tbody tr').first().waitFor();
    const { document } = command(workspace, 'inventory', 'alerts', '--limit', '0');
    check('the sample has alerts', document.rows.length > 0, document.rows.length);
    const first = document.rows[0].alert_id;
    const row = page.locator('.inbox tbody tr').first();
    await row.locator('td.todo button', { hasText: 'Take' }).click();
    await page.waitForFunction(() => document.querySelector('.inbox tbody tr .aside')?.textContent?.includes('acknowledged'));
    equal('the alert is taken', stateOf(workspace, first), 'acknowledged');
    await row.locator('td.todo button', { hasText: 'Tomorrow' }).click();
    await page.waitForFunction(() => document.querySelector('.inbox tbody tr .aside')?.textContent?.includes('snoozed'));
    equal('the alert is put off', stateOf(workspace, first), 'snoozed');
    await row.locator('td.todo button', { hasText: 'Close' }).click();
    await settled(page);
    equal('the alert is closed', stateOf(workspace, first), 'resolved');
}

async function campaign(page, chain, workspace) {
    await visit(page, chain.origin, '/customers');
    await page.getByLabel('At most').fill('150');
    await page.getByRole('button', { name: 'See how many' }).click();
    await page.locator('.target .words b').waitFor();
    const words = await page.locator('.target .words b').textContent();
    const [contact, control] = (words?.match(/\d+/g) ?? []).map(Number);
    check('a list within its size', contact > 0 && contact + control <= 150, words);
    await page.getByLabel('Name', { exact: true }).fill('Spring letter');
    await page.getByRole('button', { name: 'Keep this list' }).click();
    await page.locator('.target tbody tr', { hasText: 'Spring letter' }).waitFor();
    const kept = command(workspace, 'customers', 'campaigns').document.rows.find((row) => row.name === 'Spring letter');
    equal('as many are kept', (kept?.contacted ?? 0) + (kept?.control ?? 0), contact + control);
}

/** Two lines of the list are put on order, and marked as sent. */
async function order(page, chain, workspace) {
    await visit(page, chain.origin, '/orders');
    for (const i of [0, 1]) await page.locator(`tr[data-index="${i}"] input[type=checkbox]`).click();
    await page.getByRole('button', { name: 'Put on order' }).click();
    await page.locator('.drafts tbody tr', { hasText: 'Mark as sent' }).first().waitFor(); // what was sent before is there already
    const drafts = command(workspace, 'purchasing', 'list', '--state', 'draft').document.rows.filter((row) => /^PO-/.test(row.order));
    equal('both lines are drafted', drafts.reduce((sum, row) => sum + row.lines, 0), 2);
    const row = page.locator('.drafts tbody tr', { hasText: drafts[0].order });
    const [pdf] = await Promise.all([page.waitForEvent('download'), row.locator('a', { hasText: 'PDF' }).click()]);
    equal('the form is a PDF', pdf.suggestedFilename(), `${drafts[0].order}.pdf`);
    await row.getByRole('button', { name: /Mark as sent/ }).click();
    await row.getByRole('button', { name: /Mark as sent/ }).waitFor({ state: 'detached' });
    const sent = command(workspace, 'purchasing', 'list', '--state', 'sent').document.rows.find((r) => r.order === drafts[0].order);
    equal('it is sent', sent?.state, 'sent');
}
