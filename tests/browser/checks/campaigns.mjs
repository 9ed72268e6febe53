// A campaign's life by buttons: whom a test of that size can judge, a list drawn and kept, the file for the mailing service, what came of it,
// one that is given up; and one customer: their group, what they allowed, what is held, erased. The command line says the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, command, DESKTOP, digits, equal, openPage, PHONE, settled, visit } from '../driver.mjs';

const NAME = 'Autumn letter';

export default async function campaigns({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/customers');
    await power(page);
    await classify(page, workspace);
    const members = await list(page, workspace);
    await outcome(page, chain, workspace, members);
    await giveUp(page, workspace);
    await person(page, workspace, members[0].customer);
    check('campaigns: no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}

async function answer(card, button) {
    await card.getByRole('button', { name: button }).click();
    await card.locator('[role=status] b').waitFor();
    return ((await card.locator('[role=status]').textContent()) ?? '').replaceAll(/\s/g, ' ').trim();
}

async function power(page) {
    const card = page.locator('.power');
    await card.getByLabel('To contact').fill('9000');
    await card.getByLabel('Left alone').fill('1000');
    await card.getByLabel('Buy anyway, %').fill('12');
    const words = await answer(card, 'What would it find?');
    check('power: as a textbook has it, 3.1 points or a little more', /rise of 3\.\d percentage points/.test(words), words);
}

async function classify(page, workspace) {
    const card = page.locator('.newcomer');
    await card.getByLabel('Days since the last purchase').fill('3');
    await card.getByLabel('Receipts').fill('9');
    await card.getByLabel(/^Spent/).fill('1234.50');
    const words = await answer(card, 'Which group?');
    const { document } = command(workspace, 'customers', 'classify', '--recency-days', '3', '--frequency', '9', '--monetary', '1234.50');
    const [row] = document.rows;
    equal('classify: the group and how sure', words, `${row.profile}, ${Math.round(row.confidence * 100)} % sure.`);
}

async function list(page, workspace) {
    const card = page.locator('.target');
    await card.getByLabel('At most').fill('120');
    await card.getByLabel('Left alone').selectOption('0.3');
    await card.getByLabel('Name', { exact: true }).fill(NAME);
    await card.getByRole('button', { name: 'Keep this list' }).click();
    const row = card.locator('tbody tr', { hasText: NAME });
    await row.waitFor();
    const members = command(workspace, 'customers', 'campaign', NAME).document.rows;
    const contact = members.filter((member) => member.group === 'contact');
    equal('the list on the page', digits(await row.locator('td.n').first().textContent()), String(contact.length));
    const [file] = await Promise.all([page.waitForEvent('download'), row.getByRole('button', { name: /Mailchimp/ }).click()]);
    const lines = readFileSync(await file.path(), 'utf8').trim().split(/\r?\n/);
    check('the file has the columns of Mailchimp', lines[0].startsWith('Email Address,'), lines[0]);
    equal('and whom to contact, nobody else', lines.length - 1, contact.length);
    return members;
}

/** Sales of the days after: three of four who were contacted buy, one of four who were not. */
async function outcome(page, chain, workspace, members) {
    const store = command(workspace, 'sales', 'stores').document.rows[0].store;
    const product = command(workspace, 'sales', 'products', '--limit', '1').document.rows[0].product;
    const campaign = command(workspace, 'customers', 'campaigns').document.rows.find((row) => row.name === NAME);
    const bought = members.filter((member, i) => (member.group === 'contact' ? i % 4 !== 0 : i % 4 === 0));
    const path = join(process.env.RI_CHAIN, 'after.csv');
    const line = (member, i) => `AFTER${i},${campaign.starts_on},${store},${product},1,25.00,EUR,${member.customer}`;
    writeFileSync(path, ['receipt,date,store,sku,quantity,price,currency,customer', ...bought.map(line)].join('\n'));
    command(workspace, 'import', path, '--as', 'sales');
    const { rows } = command(workspace, 'customers', 'uplift', NAME).document;
    const effect = rows.find((row) => row.metric === 'conversion');
    const share = (group) => bought.filter((member) => member.group === group).length / members.filter((member) => member.group === group).length;
    check('uplift: what was put into the sales', Math.abs(effect.uplift - (share('contact') - share('control'))) < 1e-9, `${effect.uplift}`);
    await visit(page, chain.origin, '/customers?more=brought');
    const row = page.locator('.questions tbody tr', { hasText: 'conversion' }).first();
    await row.waitFor();
    check('the page says what the campaign brought', digits(await row.textContent()).includes(effect.uplift.toFixed(2)), await row.textContent());
}

async function giveUp(page, workspace) {
    const row = page.locator('.target tbody tr', { hasText: NAME });
    await row.getByRole('button', { name: /Give up/ }).click();
    check('giving up is asked twice', !command(workspace, 'customers', 'campaigns').document.rows.find((one) => one.name === NAME).cancelled_at);
    await row.getByRole('button', { name: /Give up for good/ }).click();
    await row.getByText('given up').waitFor();
    check('it is given up', Boolean(command(workspace, 'customers', 'campaigns').document.rows.find((one) => one.name === NAME).cancelled_at));
}

async function person(page, workspace, customer) {
    const card = page.locator('.person');
    const consent = () => command(workspace, 'customers', 'consent', customer).document.rows.find((row) => row.channel === 'email' && row.current)?.granted;
    check('who is on the list consents', consent() === true);
    await card.getByLabel('Customer number').fill(customer);
    await card.getByRole('button', { name: 'What they allowed' }).click();
    await card.getByRole('button', { name: 'They forbid it by email' }).click();
    await card.getByRole('button', { name: 'They allow it by email' }).waitFor();
    check('a withdrawal counts at once', consent() === false);
    await card.getByRole('button', { name: 'All that is held' }).click();
    await card.locator('.rest').waitFor();
    const held = command(workspace, 'customers', 'export', customer).document.rows;
    check('all that is held is counted', Math.abs(parseInt(digits(await card.locator('.rest').textContent()), 10) - held.length) <= 20, `${held.length}`);
    await page.setViewportSize(PHONE);
    const cut = await card.locator('td.held').evaluateAll((cells) => cells.filter((cell) => cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent));
    check('nothing that is held is cut off on a phone', cut.length === 0, cut.join(', '));
    await page.setViewportSize(DESKTOP);
    await card.getByRole('button', { name: 'Erase', exact: true }).click();
    await card.getByRole('button', { name: `Erase ${customer} for good` }).click();
    await card.getByText('identity: number, name, contacts').waitFor();
    await settled(page);
    let gone = '';
    try {
        command(workspace, 'customers', 'export', customer);
    } catch (error) {
        gone = String(error.message);
    }
    check('the customer is gone', gone.includes('ended with 4'), gone);
}
