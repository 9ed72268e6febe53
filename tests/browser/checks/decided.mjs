// Management sees what price advice was worth. The tiny chain is too small for advice on prices, so decisions on it are given here: what is looked at
// is what the page makes of them.
import { check, openPage, visit } from '../driver.mjs';

const row = (decision, state, expected_gain, gain) => ({ decision, product: `P${decision}`, state, starts_on: '2026-11-01', price: 1.29, new_price: 1.39, expected_gain, gain, done: 'yes' });
const ROWS = [row(1, 'accepted', 1.5, 1.25), row(2, 'accepted', 2.25, null), row(3, 'ignored', 0.75, null), row(4, 'withdrawn', 90, null)];

export default async function decided({ browser, chain }) {
    const { page, notes, close } = await openPage(browser, chain);
    await page.route('**/api/v1/pricing/decisions', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ operation: 'pricing.decisions', parameters: {}, columns: [], rows: ROWS, notes: [] }) }));
    await visit(page, chain.origin, '/management');
    const words = await page.locator('section.advice').textContent();
    check('accepted prices: expected a week, and found since', /Prices accepted2\+3\.751\.3/.test(words), words);
    check('those turned down', /Prices turned down1\+0\.75not tried/.test(words), words);
    check('no error is logged', notes.errors.length === 0, notes.errors.join('\n  '));
    await close();
}
