// The filters are in the address: they survive a reload, a link to someone else, and Back.
import { check, equal, openPage, settled, visit } from '../driver.mjs';

export default async function address({ browser, chain }) {
    const { page, close } = await openPage(browser, chain);
    await visit(page, chain.origin, '/');
    const before = await page.locator('.tile .v').first().textContent();

    await page.locator('.f', { hasText: 'Store' }).click();
    await page.locator('.panel input[type=checkbox]').first().check();
    await page.keyboard.press('Escape');
    await settled(page);
    await page.locator('.f', { hasText: 'Compare' }).click();
    await page.locator('.panel label', { hasText: 'Same dates last year' }).click();
    await settled(page);
    await page.locator('.f', { hasText: 'Calendar' }).click();
    await page.locator('.panel label', { hasText: 'Months' }).first().click();
    await settled(page);

    const url = new URL(page.url());
    check('the store is in the address', url.searchParams.get('store'), page.url());
    equal('the comparison is in the address', url.searchParams.get('compare'), 'calendar');
    equal('the calendar is in the address', url.searchParams.get('grain'), 'month');
    const narrowed = await page.locator('.tile .v').first().textContent();
    check('the figures follow', narrowed !== before, narrowed);

    const title = 'section[aria-label="Net sales by month"]';
    const all = async () => [await page.locator('.tiles').textContent(), await page.locator(title).textContent(), await page.locator('.filters').textContent()].join('\n');
    const shown = await all();
    await page.reload();
    await settled(page);
    equal('a reload shows the same', await all(), shown);

    const other = await openPage(browser, chain);
    await other.page.goto(page.url());
    await settled(other.page);
    equal('the link shows the same to another', await other.page.locator('.tiles').textContent(), await page.locator('.tiles').textContent());
    await other.close();

    await page.goBack();
    await settled(page);
    equal('Back takes the last choice back', new URL(page.url()).searchParams.get('grain'), null);
    await page.getByRole('button', { name: 'Reset' }).click();
    await settled(page);
    equal('Reset empties the address', new URL(page.url()).search, '');

    await page.locator('.f', { hasText: 'Period' }).click();
    await page.locator('.panel input[type=date]').first().fill('2026-10-01');
    await page.locator('.panel input[type=date]').last().fill('2026-09-01');
    check('days in the wrong order are refused in words', await page.locator('.panel [role=alert]').isVisible());
    await page.locator('.panel input[type=date]').last().fill('2026-10-31');
    await page.getByRole('button', { name: 'Show' }).click();
    await settled(page);
    equal('the last day belongs to the period', new URL(page.url()).search, '?from=2026-10-01&to=2026-11-01');

    await visit(page, chain.origin, '/?from=yesterday&to=2026-02-31&compare=moon&grain=%3Cscript%3E');
    check('nonsense in the address falls back to what holds without', await page.locator('.tile .v').first().isVisible());
    await visit(page, chain.origin, '/nothing-here');
    check('an unknown page says so', (await page.locator('main').textContent()).includes('no page at this address'));
    await close();
}
