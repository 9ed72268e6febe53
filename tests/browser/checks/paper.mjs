// On paper: white, no navigation, the filters as a line of text, nothing cut.
import { check, equal, openPage, visit } from '../driver.mjs';

export default async function paper({ browser, chain }) {
    const { page, close } = await openPage(browser, chain, { colorScheme: 'dark' });
    for (const path of ['/', '/analysis', '/management', '/demand', '/orders', '/customers']) {
        await visit(page, chain.origin, path);
        await page.emulateMedia({ media: 'print' });
        for (const part of ['.rail', '.tabs', '.acts', '.tools', '.menu']) {
            equal(`${path} on paper: no ${part}`, await page.locator(`${part}:visible`).count(), 0);
        }
        equal(`${path} on paper: white`, await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
        check(`${path} on paper: the filters are said`, await page.locator('.paper').isVisible());
        const ink = await page.evaluate(() => getComputedStyle(document.querySelector('h1')).color);
        equal(`${path} on paper: dark ink`, ink, 'rgb(23, 25, 28)');
        const bytes = (await page.pdf({ format: 'A4' })).length;
        check(`${path} prints`, bytes > 10_000, `${bytes} bytes`);
        await page.emulateMedia({ media: 'screen' });
    }
    await close();
}
