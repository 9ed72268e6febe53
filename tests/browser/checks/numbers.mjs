// Each number is the command line's, to the last digit.
import { join } from 'node:path';
import { check, command, digits, equal, literal, openPage, settled, visit } from '../driver.mjs';

const SPAN = ['--from', '2026-08-31', '--to', '2026-11-26'];
const QUERY = '/?from=2026-08-31&to=2026-11-26';

export default async function numbers({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, close } = await openPage(browser, chain);
    await visit(page, chain.origin, QUERY);
    await keyFigures(page, workspace);
    await listings(page, workspace);
    await trend(page, workspace);
    await saidCommand(page);
    await orders(page, chain, workspace);
    await demand(page, chain, workspace);
    await customers(page, chain, workspace);
    await management(page, chain, workspace);
    await close();
}

async function keyFigures(page, workspace) {
    const { text } = command(workspace, 'sales', 'kpis', ...SPAN, '--compare', 'weekday');
    const tiles = await page.locator('.tile').evaluateAll((all) =>
        all.map((tile) => {
            const value = tile.querySelector('.v');
            return [tile.querySelector('.l')?.textContent?.split(',')[0], value?.getAttribute('title') ?? value?.textContent];
        }),
    );
    const shown = Object.fromEntries(tiles);
    equal('net sales', digits(shown['Net sales']), literal(text, 'net_sales'));
    equal('transactions', digits(shown.Transactions), literal(text, 'transactions'));
    equal('sales per transaction', digits(shown['Sales per transaction']), literal(text, 'average_transaction'));
    equal('price per unit', digits(shown['Price per unit']), literal(text, 'average_price'));
    equal('units per transaction', digits(shown['Units per transaction']), Number(literal(text, 'units_per_transaction')).toFixed(4));
    const sentence = await page.locator('.say p').first().textContent();
    const change = Number(literal(text, 'net_sales')) - Number(literal(text, 'net_sales_before'));
    check('the sentence says the change', digits(sentence).includes(Math.abs(Math.round(change)).toString()), `${sentence} without ${change}`);
}

/** The rows of the card's own table, as text. */
async function tableOf(page, title) {
    await page.locator(`section[aria-label="${title}"] .tools button`).first().click();
    await page.locator('dialog[open] tbody tr').first().waitFor();
    const rows = await page.locator('dialog[open] tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    const heads = await page.locator('dialog[open] thead th').evaluateAll((all) => all.map((cell) => cell.textContent));
    await page.keyboard.press('Escape');
    return rows.map((row) => Object.fromEntries(row.map((cell, i) => [heads[i], cell])));
}

async function listings(page, workspace) {
    for (const [title, verb, key] of [
        ['Stores', 'stores', 'store'],
        ['Categories', 'categories', 'category'],
        ['Payments', 'payments', 'payment method'],
    ]) {
        const { text, document } = command(workspace, 'sales', verb, ...SPAN, '--compare', 'weekday');
        const rows = await tableOf(page, title);
        equal(`${title}: as many rows`, rows.length, document.rows.length);
        const lines = text.split('\n').filter((line) => line.startsWith('{"') && line.includes('net_sales'));
        rows.forEach((row, i) => {
            const line = lines[i + (lines.length - rows.length)] ?? '';
            equal(`${title} ${row[key]}: net sales`, digits(row['net sales']), literal(line, 'net_sales'));
            if ('net sales before' in row) equal(`${title} ${row[key]}: before`, digits(row['net sales before']), literal(line, 'net_sales_before'));
        });
    }
    const shown = await page.locator('section[aria-label="Stores"] tbody tr td:nth-child(2) span').evaluateAll((all) => all.map((s) => s.getAttribute('title')));
    const { text } = command(workspace, 'sales', 'stores', ...SPAN);
    for (const value of shown) check(`stores show ${value}`, text.includes(`:${digits(value)},`), 'the command line does not print it');
}

async function trend(page, workspace) {
    const { document } = command(workspace, 'sales', 'trend', ...SPAN, '--by', 'week', '--calendar', 'iso', '--compare', 'weekday');
    const rows = await tableOf(page, 'Net sales by week');
    equal('trend: as many weeks', rows.length, document.rows.length);
    rows.forEach((row, i) => equal(`trend ${row.period}`, Number(digits(row['net sales'])), document.rows[i].net_sales));
}

async function saidCommand(page) {
    await page.locator('.tile .l button').first().click();
    const said = await page.locator('dialog[open] code').textContent();
    equal('the command that prints it', said, `retailinsight sales kpis ${SPAN.join(' ')} --compare weekday`);
    const words = await page.locator('dialog[open]').textContent();
    check('the words of the table of operations', words.includes('after discounts and returns'), words);
    await page.keyboard.press('Escape');
}

async function orders(page, chain, workspace) {
    const { document } = command(workspace, 'inventory', 'orders');
    const wanted = document.rows.filter((row) => row.order_quantity > 0);
    await visit(page, chain.origin, '/orders');
    const foot = await page.locator('.orders tfoot').textContent();
    check('orders: as many lines', foot.includes(`${wanted.length} line`), `${foot} instead of ${wanted.length}`);
    const cents = wanted.reduce((sum, row) => sum + Math.round(row.money_at_stake * 100), 0);
    const risk = digits(await page.locator('.orders tfoot .n').first().textContent());
    check('orders: money at risk', Math.abs(Number(risk) * 100 - cents) < (risk.includes('.') ? 0.5 : 50), `${risk} instead of ${cents / 100}`);
    const first = await page.locator('.orders tbody tr').first();
    const most = Math.max(...wanted.map((row) => row.money_at_stake));
    equal('orders: most money first', Number(digits(await first.locator('td.n span').first().getAttribute('title'))), most);
    const line = wanted.find((row) => row.money_at_stake === most);
    equal('orders: its reason in full', await first.locator('.reason').getAttribute('title'), line.reason);
}

async function demand(page, chain, workspace) {
    const best = command(workspace, 'sales', 'products', '--limit', '1').document.rows[0].product;
    const store = command(workspace, 'sales', 'stores', '--product', best).document.rows[0].store;
    const { document } = command(workspace, 'demand', 'forecast', '--product', best, '--store', store, '--horizon', '28');
    const mean = document.rows.reduce((sum, row) => sum + row.mean, 0);
    await visit(page, chain.origin, `/demand?product=${best}&store=${store}`);
    await settled(page);
    const shown = digits(await page.locator('.tile .v').first().textContent());
    equal('demand: the sum of the daily means', Number(shown), Math.round(mean));
    await explained(page, workspace, best, store, document.rows);
}

/** Any day ahead is explained: chosen in the list, or by a click on the chart. */
async function explained(page, workspace, product, store, rows) {
    const day = rows[9].day.slice(0, 10);
    const { document } = command(workspace, 'demand', 'explain', `${product},${store}`, day, '--product', product, '--store', store);
    const parts = document.rows.filter((row) => row.part !== 'forecast');
    await page.locator('.why select').selectOption(day);
    await settled(page);
    const reason = page.locator('.why .reasons > div').filter({ has: page.locator('select') });
    equal('demand: the forecast of a chosen day', await reason.locator('.figure b').textContent(), document.rows.find((row) => row.part === 'forecast').units.toFixed(1));
    equal('demand: as many parts as the command tells', (await reason.locator('.words').textContent()).split(', ').length, parts.length);
    check('demand: the chosen day is in the address', page.url().includes(`day=${day}`), page.url());
    const box = await page.locator('.demandchart svg').boundingBox();
    await page.locator('.demandchart svg').click({ position: { x: box.width - 12, y: 200 } });
    await settled(page);
    equal('demand: a click on the last day explains it', await page.locator('.why select').inputValue(), rows[rows.length - 1].day.slice(0, 10));
}

async function customers(page, chain, workspace) {
    const { text, document } = command(workspace, 'customers', 'segments', '--clusters', '4');
    await visit(page, chain.origin, '/customers?clusters=4');
    const rows = await tableOf(page, 'Groups');
    equal('customers: as many groups', rows.length, document.rows.length);
    const lines = text.split('\n').filter((line) => line.startsWith('{"segment"'));
    rows.forEach((row, i) => equal(`customers ${row.profile}: net sales`, digits(row['net sales']), literal(lines[i], 'net_sales')));
    const all = document.rows.reduce((sum, row) => sum + row.customers, 0);
    check('customers: the sentence counts them', digits(await page.locator('.say p').first().textContent()).includes(`${all} known`), all);
}

async function management(page, chain, workspace) {
    const MONTH = ['--from', '2026-11-01', '--to', '2026-11-26'];
    const outlook = command(workspace, 'sales', 'outlook');
    const kpis = command(workspace, 'sales', 'kpis', ...MONTH, '--compare', 'weekday');
    const plan = command(workspace, 'sales', 'plan', ...MONTH).document.rows.sort((a, b) => a.against_plan - b.against_plan);
    const events = command(workspace, 'anomaly', 'events', '--limit', '8').document.rows;
    await visit(page, chain.origin, '/management');
    const titles = await page.locator('.outlook tbody td.n span[title]').evaluateAll((all) => all.map((cell) => cell.getAttribute('title')));
    ['net_sales_so_far', 'expected', 'low', 'high', 'plan', 'last_year'].forEach((column, i) =>
        equal(`management: ${column}`, Number(digits(titles[i])), Number(literal(outlook.text, column))),
    );
    const tile = page.locator('.tile .v').first();
    equal('management: net sales so far', digits((await tile.getAttribute('title')) ?? (await tile.textContent())), literal(kpis.text, 'net_sales'));
    const chance = await page.locator('.tile', { hasText: 'Chance' }).locator('.v').textContent();
    equal('management: the chance', Number.parseInt(chance), Math.round(Number(literal(outlook.text, 'chance')) * 100));
    const behind = await page.locator('.plan tbody tr').first().textContent();
    check('management: furthest behind first', digits(behind).includes(Math.abs(plan[0].against_plan).toFixed(2)), `${behind} without ${plan[0].against_plan}`);
    equal('management: as many events', await page.locator('.events tbody tr').count(), events.length);
    const fall = await page.locator('.changed svg').getAttribute('aria-label');
    const change = literal(kpis.text, 'change_amount');
    check('management: the change taken apart', digits(fall).includes(change.replace('-', '')), `${fall} without ${change}`);
    const link = await page.locator('.acts a', { hasText: 'PDF' }).getAttribute('href');
    const pdf = await page.request.get(chain.origin + link);
    equal('management: PDF', (await pdf.body()).subarray(0, 5).toString(), '%PDF-');
}
