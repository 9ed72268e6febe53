// In German: pages say their own words in it, figures and days are formed as there, and the choice of a language is kept.
import { check, equal, settled, visit } from '../driver.mjs';

const PAGES = ['/', '/management', '/shop', '/orders', '/alerts', '/analysis']; // that every text has a translation is the web suite's to say

/** What came from the server: names, codes, texts of operations. */
function collect(value, into) {
    if (typeof value === 'string') into.add(value.trim().toLowerCase().replaceAll('_', ' '));
    else if (Array.isArray(value)) for (const one of value) collect(one, into);
    else if (value && typeof value === 'object') {
        for (const [name, one] of Object.entries(value)) {
            into.add(name.replaceAll('_', ' ').toLowerCase());
            collect(one, into);
        }
    }
}

/** Words of ours that stayed English: what remains when the server's words are taken out. */
function ours(text, server) {
    const low = text.toLowerCase().replaceAll('_', ' ').replace(/[\s\ue000-\uf8ff]+/g, ' ').trim();
    if ([...server].some((one) => one.startsWith(low))) return '';
    const words = [...server].filter((one) => one.length > 2 && low.includes(one)).sort((a, b) => b.length - a.length);
    const whole = (one) => new RegExp(`(?<!\\p{L})${one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\p{L})`, 'gu');
    const rest = words.reduce((left, one) => left.replace(whole(one), ' '), low);
    return /\p{L}{3,}/u.test(rest) ? `${text.slice(0, 100)}: ${rest.replace(/\s+/g, ' ')}` : '';
}

export default async function languages({ browser, chain }) {
    const context = await browser.newContext({ storageState: chain.state, viewport: { width: 1440, height: 1000 }, locale: 'de-DE', timezoneId: 'Europe/Berlin' });
    const page = await context.newPage();
    const server = new Set();
    const missing = new Set();
    const bodies = [];
    page.on('response', (response) => {
        if (/\/api\/v1\//.test(response.url()) && !response.url().includes('/stream')) bodies.push(response.json().then((body) => collect(body, server), () => undefined));
    });
    await page.exposeFunction('tellUntranslated', (text) => missing.add(text));
    await page.addInitScript(() => document.addEventListener('untranslated', (event) => window.tellUntranslated(event.detail)));
    await visit(page, chain.origin, '/');
    equal('the page is German', await page.evaluate(() => document.documentElement.lang), 'de');
    equal('its title too', await page.title(), 'Überblick · RetailInsight');
    check('money as in German', /^\d{1,3}(\.\d{3})+(,\d\d)?$/.test((await page.locator('.tile .v').first().textContent()).trim()), await page.locator('.tile .v').first().textContent());
    check('days as in German', /\d\. (Jan|Feb|März|Apr|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez)/.test(await page.locator('.filters').textContent()), await page.locator('.filters').textContent());
    for (const path of PAGES.slice(1)) await visit(page, chain.origin, path);
    await Promise.race([Promise.all(bodies), page.waitForTimeout(3000)]); // what a page that was left had asked never comes
    collect(await (await page.request.get(`${chain.origin}/api/v1/operations`)).json(), server);
    const left = [...missing].map((text) => ours(text, server)).filter(Boolean);
    check('no page says a word of its own in English', left.length === 0, left.join('\n  '));
    await visit(page, chain.origin, '/');
    await page.locator('.rail select').last().selectOption('en');
    await page.waitForFunction(() => document.documentElement.lang === 'en');
    await settled(page);
    equal('the choice is kept', await page.locator('h1').textContent(), 'Overview');
    check('figures follow it', (await page.locator('.tile .v').first().textContent()).includes(','));
    await context.close();
}
