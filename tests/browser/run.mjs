// Walks through the dashboard. Started by run.py, which serves a sample chain and an empty workspace.
import acts from './checks/acts.mjs';
import admin from './checks/admin.mjs';
import analysis from './checks/analysis.mjs';
import campaigns from './checks/campaigns.mjs';
import aisle from './checks/aisle.mjs';
import address from './checks/address.mjs';
import decided from './checks/decided.mjs';
import failure from './checks/failure.mjs';
import first from './checks/first.mjs';
import keys from './checks/keys.mjs';
import languages from './checks/languages.mjs';
import live from './checks/live.mjs';
import looks from './checks/looks.mjs';
import numbers from './checks/numbers.mjs';
import own from './checks/own.mjs';
import paper from './checks/paper.mjs';
import developers from './checks/developers.mjs';
import pictures from './checks/pictures.mjs';
import science from './checks/science.mjs';
import shop from './checks/shop.mjs';
import stockroom from './checks/stockroom.mjs';
import { check, openBrowser, signIn, tally } from './driver.mjs';

const browser = await openBrowser();
try {
    const chain = await signIn(browser, process.env.RI_LINK);
    const empty = await signIn(browser, process.env.RI_EMPTY_LINK);
    const parts = { looks, numbers, address, keys, paper, failure, acts, aisle, analysis, admin, own, decided, developers, science, shop, stockroom, pictures, languages, live, campaigns, first };
    for (const [name, part] of Object.entries(parts)) {
        if (process.env.RI_ONLY && !process.env.RI_ONLY.split(',').includes(name)) continue;
        const start = Date.now();
        try {
            await part({ browser, chain, empty });
        } catch (error) {
            check(name, false, String(error.stack ?? error).slice(0, 1500));
        }
        console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
    }
} finally {
    await browser.close();
}
process.exitCode = tally();
