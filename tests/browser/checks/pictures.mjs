// Pictures: a model trained beside the server is there; a chosen picture shows its product with stock, price and forecast; how the
// model learnt is drawn; a training under way is told with its speed and the time left.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, command, DESKTOP, equal, openPage, PHONE, settled, visit } from '../driver.mjs';

const SAMPLES = join(import.meta.dirname, '..', '..', 'data', 'pictures', 'shelf');

/** The test's pictures under the codes of three products of the chain. */
function makePictures(products) {
    const folder = join(process.env.RI_FOLDER, 'pictures');
    const from = [join(SAMPLES, 'Getränke'), ...readdirSync(join(SAMPLES, 'Obst')).map((name) => join(SAMPLES, 'Obst', name))];
    products.forEach((product, i) => {
        mkdirSync(join(folder, product), { recursive: true });
        cpSync(from[i], join(folder, product), { recursive: true, filter: (name) => !name.includes('broken') });
    });
    return folder;
}

function train(workspace, folder, name, ...more) {
    return ['--workspace', workspace, 'vision', 'train', folder, '--network', 'reference', '--size', '16', '--save', name, '-q', ...more];
}

export default async function pictures({ browser, chain }) {
    const workspace = join(process.env.RI_CHAIN, 'workspace');
    const store = command(workspace, 'sales', 'stores').document.rows[0].store;
    const products = command(workspace, 'shop', 'find', '--store', store, '--limit', '3').document.rows;
    const folder = makePictures(products.map((row) => row.product));
    const made = spawnSync(process.env.RI_PROGRAM, train(workspace, folder, 'shelf', '--epochs', '12'), { encoding: 'utf8' });
    if (made.stderr.includes('oneDNN')) return;
    equal('a model is trained', made.status, 0);
    for (const viewport of [DESKTOP, PHONE]) await look(browser, chain, workspace, store, products, folder, viewport);
    await watch(browser, chain, workspace, folder);
}

async function look(browser, chain, workspace, store, products, folder, viewport) {
    const { page, notes, close } = await openPage(browser, chain, { viewport });
    const phone = viewport === PHONE;
    await visit(page, chain.origin, `/pictures?store=${store}`);
    equal('a phone offers its camera', await page.locator('.camera').isVisible(), phone);
    equal('the camera is the one on the back', await page.locator('.camera input').getAttribute('capture'), 'environment');
    const one = products[1];
    const file = join(folder, one.product, readdirSync(join(folder, one.product))[0]);
    await page.locator('.drop input').first().setInputFiles(file);
    await page.locator('.seen .what').waitFor();
    const answer = command(workspace, 'vision', 'recognise', file, '--model', 'shelf').document.rows[0];
    check('it names the class', (await page.locator('.seen').textContent()).includes(one.product), await page.locator('.seen').textContent());
    check('with the command’s confidence', (await page.locator('.seen').textContent()).includes(`${(answer.confidence * 100).toFixed(1)}`), answer);
    await settled(page);
    const facts = await page.locator('.facts').textContent();
    check('the product is ours', facts.includes(one.name), facts);
    check('its stock', one.on_hand === null ? facts.includes('never counted') : facts.includes(`${one.on_hand} here`), facts);
    check('its price', one.price === null || facts.includes(one.price.toFixed(2)), facts);
    await page.locator('.facts', { hasText: 'expected.' }).waitFor();
    const days = command(workspace, 'demand', 'forecast', '--product', one.product, '--store', store, '--horizon', '7', '--quantiles', '0.1,0.9').document.rows;
    const units = days.reduce((sum, row) => sum + row.mean, 0);
    const told = Number(/([\d.,]+) expected/.exec(await page.locator('.facts').textContent())[1].replaceAll(',', ''));
    check('its forecast', Math.abs(told - units) <= Math.max(0.51, units * 0.06), `${told} instead of ${units}`);
    equal('two curves of two lines', await page.locator('.curve path[d*="L"]').count(), 4);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    equal('nothing lies beside the page', wide, 0);
    const bad = join(process.env.RI_FOLDER, 'no picture.png');
    writeFileSync(bad, 'text');
    if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, `pictures-${phone ? 'phone' : 'desktop'}.png`), fullPage: true });
    await page.locator('.drop input').first().setInputFiles(bad);
    await page.getByRole('alert').waitFor();
    check('what is no picture is said', (await page.getByRole('alert').textContent()).includes('no JPEG, PNG or WebP'), await page.getByRole('alert').textContent());
    const strange = notes.errors.filter((line) => !line.includes('422'));
    check('nothing else went wrong', strange.length === 0 && notes.strangers.length === 0, strange.concat(notes.strangers).join('\n  '));
    await close();
}

async function watch(browser, chain, workspace, folder) {
    const child = spawn(process.env.RI_PROGRAM, train(workspace, folder, 'longer', '--epochs', '9000'), { stdio: 'ignore' });
    try {
        for (let i = 0; i < 600 && !existsSync(join(workspace, 'models', 'longer.training')); i++) await new Promise((done) => setTimeout(done, 100));
        const { page, close } = await openPage(browser, chain);
        await visit(page, chain.origin, '/pictures');
        const line = page.locator('.models .words');
        const words = await line.textContent();
        check('a training tells epochs, speed and time left', /longer is training: epoch [\d,]+ of 9,000, [\d.,]+ pictures a second, .+ left/.test(words), words);
        await page.waitForFunction((before) => document.querySelector('.models .words')?.textContent !== before, words);
        check('and goes on while one looks', true);
        if (process.env.RI_KEEP) await page.screenshot({ path: join(process.env.RI_KEEP, 'pictures-training.png'), fullPage: true });
        await close();
    } finally {
        child.kill('SIGKILL');
    }
}
