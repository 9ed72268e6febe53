// Users and keys: a person is added and kept out, a key is made, works and ends; the audit shows it all.
import { join } from 'node:path';
import { check, command, equal, openPage, visit } from '../driver.mjs';

export default async function admin({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/users');
    await person(page, workspace);
    await key(page, chain, workspace);
    await page.reload();
    await page.locator('.audit tbody tr', { hasText: 'keys revoke' }).first().waitFor();
    equal('the audit has the newest first', await page.locator('.audit tbody tr').first().locator('b').textContent(), 'keys revoke');
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}

async function person(page, workspace) {
    const find = () => command(workspace, 'users', 'list').document.rows.find((row) => row.user === 'Ayşe');
    const card = page.locator('.people');
    await card.getByLabel('Name').fill('Ayşe');
    await card.getByLabel('staff', { exact: true }).check();
    await card.locator('fieldset').last().getByRole('checkbox').first().check();
    await card.getByRole('button', { name: 'Add' }).click();
    await card.locator('.once code').waitFor();
    check('a link for the first password', /^http:.*welcome|token=/.test(await card.locator('.once code').textContent()), await card.locator('.once').textContent());
    const row = card.locator('tbody tr', { hasText: 'Ayşe' });
    await row.waitFor();
    equal('her role', find()?.roles, 'staff');
    check('one store', /^S\d+$/.test(find()?.stores ?? ''), find()?.stores);
    await row.getByRole('button', { name: /^Keep out/ }).click();
    await row.getByRole('button', { name: /^Let in/ }).waitFor();
    equal('kept out', find()?.state, 'off');
    await row.getByRole('button', { name: /^Remove/ }).click();
    await row.getByRole('button', { name: /^Really remove/ }).click();
    await row.waitFor({ state: 'detached' });
    equal('removed', find(), undefined);
}

async function key(page, chain, workspace) {
    const card = page.locator('.programs');
    await card.getByLabel('For', { exact: true }).fill('spreadsheet');
    await card.getByLabel('analyst', { exact: true }).check();
    await card.getByRole('button', { name: 'Make a key' }).click();
    await card.locator('.once code').waitFor();
    const secret = await card.locator('.once code').textContent();
    const ask = async (path) => (await fetch(chain.origin + path, { headers: { Authorization: `Bearer ${secret}` } })).status;
    equal('the key works', await ask('/api/v1/sales/kpis'), 200);
    equal('within its rights', await ask('/api/v1/users/list'), 403);
    await card.locator('tbody tr', { hasText: 'spreadsheet' }).getByRole('button', { name: /^End/ }).click();
    await card.locator('tbody tr', { hasText: 'spreadsheet' }).waitFor({ state: 'detached' });
    check('it is gone', !command(workspace, 'keys', 'list').document.rows.some((row) => row.name === 'spreadsheet' && row.state === 'ok'), 'the key is still listed');
}
