// A sale that comes in moves the tile by itself; the figures before stay until the new ones are there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, command, digits, equal, literal, openPage, visit } from '../driver.mjs';

export default async function live({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const { page, notes, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/');
    const value = page.locator('.tile .v').first();
    const before = await value.getAttribute('title');
    let loads = 0;
    page.on('load', () => loads++);

    const store = command(workspace, 'sales', 'stores').document.rows[0].store;
    const product = command(workspace, 'sales', 'products', '--limit', '1').document.rows[0].product;
    const file = join(process.env.RI_FOLDER, 'late.csv');
    writeFileSync(file, `transaction,line,store,sold_at,product,quantity,unit_price,currency\nLATE-1,1,${store},2026-11-25T18:00:00,${product},100,12.34,EUR\n`);
    const asked = Date.now();
    command(workspace, 'import', file, '--as', 'sales');
    const imported = Date.now(), slowness = imported - asked; // of this machine: a process and its import

    await page.waitForFunction((old) => document.querySelector('.tile .v')?.getAttribute('title') !== old, before, { timeout: 20_000 });
    const took = Date.now() - imported;
    check('the tile moves within a second', took < 1000 + 2 * slowness, `${took} ms, the import took ${slowness} ms`);
    console.log(`live: the tile moved ${took} ms after the import, the import took ${slowness} ms`);
    const { text } = command(workspace, 'sales', 'kpis', '--from', '2026-08-31', '--to', '2026-11-26');
    equal('the tile follows', digits(await value.getAttribute('title')), literal(text, 'net_sales'));
    equal('without loading the page', loads, 0);

    command(workspace, 'imports', 'expect', '--as', 'stock', '--every', 'hourly', '--file', 'night_#.csv');
    await visit(page, chain.origin, '/data');
    const expected = page.locator('section[aria-label="Expected files"] tbody tr', { hasText: 'night_#.csv' });
    await expected.waitFor();
    check('a file that should come stands on the page', (await expected.textContent()).includes('stock'));
    check('nothing failed on the way', notes.errors.length === 0, notes.errors.join('\n'));
    await close();
}
