// Standing before the shelf with a phone: no column is cut, heads stand over their figures, a quantity is as large as a thumb.
import { check, openPage, PHONE, visit } from '../driver.mjs';

export default async function aisle({ browser, chain }) {
    const { page, close } = await openPage(browser, chain);
    await page.setViewportSize(PHONE);
    await visit(page, chain.origin, '/orders');
    const edges = await page.evaluate(() => {
        const right = (element) => Math.round(element.getBoundingClientRect().right);
        const text = (element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return right(range);
        };
        const head = [...document.querySelectorAll('.orders th')].find((th) => th.textContent.trim() === 'Order');
        const input = document.querySelector('.orders .quantity input');
        return { head: text(head), input: right(input), height: input.getBoundingClientRect().height, card: right(document.querySelector('.orders')) };
    });
    check('orders: the head stands over its figures', Math.abs(edges.head - edges.input) <= 2 && edges.head < edges.card, JSON.stringify(edges));
    check('orders: a quantity is as large as a thumb', edges.height >= 40, JSON.stringify(edges));
    await close();
}
