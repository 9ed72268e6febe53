// When a part fails the others stay; what is late says so; colours are one's own.
import { check, equal, openPage, settled, visit } from '../driver.mjs';

export default async function failure({ browser, chain }) {
    const { page, notes, close } = await openPage(browser, chain);
    let broken = true;
    await page.route('**/api/v1/sales/stores?*', async (route) => {
        if (!broken || route.request().url().includes('period=all')) return await route.continue();
        return await route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            headers: { 'X-Request-Id': '4711' },
            body: JSON.stringify({ title: 'busy', status: 503, detail: 'too many calls: try again later' }),
        });
    });
    await visit(page, chain.origin, '/');
    const card = page.locator('section[aria-label="Stores"]');
    check('the card says what failed', (await card.textContent()).includes('Too many calls: try again later'));
    check('and which request', (await card.textContent()).includes('4711'));
    check('the others stay', await page.locator('section[aria-label="Categories"] tbody tr').first().isVisible());
    broken = false;
    await card.getByRole('button', { name: 'Retry' }).click();
    await settled(page);
    check('Retry mends it', await card.locator('tbody tr').first().isVisible());
    equal('only the browser noted the failure', notes.errors.filter((e) => !e.includes('503')).length, 0);

    await page.locator('#rail').getByLabel('Colours').selectOption('dark');
    equal('dark by choice', await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(18, 20, 22)');
    await page.reload();
    await settled(page);
    equal('the choice is kept', await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await close();

    const limited = await openPage(browser, chain);
    await limited.page.route('**/api/v1/operations', async (route) => {
        const table = await (await route.fetch()).json();
        const operations = (table.operations ?? table).filter((operation) => operation.name !== 'sales.stores');
        await route.fulfill({ json: { operations } });
    });
    await limited.page.route('**/logout', (route) => route.fulfill({ status: 204 }));
    await visit(limited.page, chain.origin, '/');
    equal('what one may not ask has no card', await limited.page.locator('section[aria-label="Stores"]').count(), 0);
    check('the others are there', await limited.page.locator('section[aria-label="Categories"] tbody tr').first().isVisible());
    const [left] = await Promise.all([limited.page.waitForRequest('**/logout'), limited.page.getByRole('button', { name: 'Sign out' }).click()]);
    equal('signing out is said to the server', left.method(), 'POST');
    await limited.close();

    const stranger = await openPage(browser, { origin: chain.origin, state: { cookies: [], origins: [] } });
    await stranger.page.goto(chain.origin + '/');
    await stranger.page.waitForSelector('.alone');
    equal('without a session: the form to sign in', await stranger.page.locator('.alone h1').textContent(), 'Sign in');
    check('name and password are asked for', await stranger.page.locator('.alone-form input[name="name"], .alone-form input[name="password"]').count() === 2);
    check('and how to get in without a name', (await stranger.page.locator('main').textContent()).includes('retailinsight link'));
    await stranger.close();
}
