// The first run: three steps, a file, a look at what is understood, figures.
import { join } from 'node:path';
import { axe, check, openPage, settled } from '../driver.mjs';

export default async function first({ browser, empty }) {
    const { page, notes, close } = await openPage(browser, empty);
    await page.goto(empty.origin + '/');
    await page.waitForSelector('.steps');
    const steps = await page.locator('.steps li h2').allTextContents();
    check('three steps', steps.join(' ') === '1. Import 2. Check 3. See', steps.join(' '));
    const violations = await axe(page);
    check('first run: accessible', violations.length === 0, violations.join('\n  '));

    await page.getByRole('link', { name: 'Import a file' }).click();
    await page.waitForSelector('input[type=file]');
    await page.locator('input[type=file]').setInputFiles(join(process.env.RI_CHAIN, 'files', 'sales.csv'));
    await page.waitForSelector('.import tbody tr', { timeout: 60_000 });
    const understood = await page.locator('.import tbody').textContent();
    check('what is understood is shown before anything changes', understood.includes('sold at') && understood.includes('UTF-8'), understood.slice(0, 300));
    await page.locator('.import button[type=submit]').click();
    await page.waitForFunction(() => document.querySelector('.import .words')?.textContent?.includes('records taken in'), null, { timeout: 120_000 });
    check('what was taken in is said', true);
    await page.getByRole('link', { name: 'See the overview' }).click();
    await settled(page);
    check('and the overview has figures', /\d/.test(await page.locator('.tile .v').first().textContent()));
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n'));
    await close();
}
