/** The service worker: makes the shop's page installable and lets it live through a bad connection. Pages and the shop's answers come from the
 *  network; where it does not answer in time, the last ones are shown, with the moment they are of (header Retailinsight-Kept). Files of
 *  the dashboard carry their content in their names, so what is kept of them is never old. */
import { isFarewell, wayOf } from './rules.ts';

/** Set by web/build.mjs: the files that the page needs, and a name for this set of them. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_NAME: string;

const ANSWERS = 'answers';
const PAGE = '/index.html';
const PATIENCE_MS = 4000; // longer, and the last answer is shown if there is one
const KEPT = 'Retailinsight-Kept';
const MOST = 80; // answers

interface Lifetime extends Event {
    waitUntil: (done: Promise<unknown>) => void;
}
interface Asking extends Lifetime {
    request: Request;
    respondWith: (answer: Promise<Response>) => void;
}
interface WorkerScope {
    location: Location;
    skipWaiting: () => Promise<void>;
    clients: { claim: () => Promise<void> };
    addEventListener: ((name: 'install' | 'activate', each: (event: Lifetime) => void) => void) & ((name: 'fetch', each: (event: Asking) => void) => void);
}
const scope = self as unknown as WorkerScope;

async function install(): Promise<void> {
    const shell = await caches.open(SHELL_NAME);
    await shell.addAll([...SHELL_FILES]);
    await scope.skipWaiting();
}

async function activate(): Promise<void> {
    const old = (await caches.keys()).filter((name) => name !== SHELL_NAME && name !== ANSWERS);
    await Promise.all(old.map((name) => caches.delete(name)));
    await scope.clients.claim();
}

/** With the moment it came in; the body is read once here. */
async function keep(request: Request, response: Response): Promise<void> {
    const headers = new Headers(response.headers);
    headers.set(KEPT, new Date().toISOString());
    headers.delete('Content-Encoding'); // the body is plain by now
    const answers = await caches.open(ANSWERS);
    await answers.put(request.url, new Response(await response.blob(), { status: 200, headers }));
    const keys = await answers.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => answers.delete(key)));
}

/** Somebody else's session: what was kept is not theirs. */
async function noteWho(response: Response): Promise<void> {
    const answers = await caches.open(ANSWERS);
    const before = await answers.match(new URL('/api/v1/session', scope.location.origin).href);
    const who = async (answer: Response) => {
        const { name, stores } = (await answer.json()) as { name: string; stores: unknown };
        return JSON.stringify([name, stores]);
    };
    if (before && (await who(before)) !== (await who(response))) await caches.delete(ANSWERS);
}

async function fromNetwork(event: Asking, path: string): Promise<Response> {
    const response = await fetch(event.request);
    if (isFarewell(path, event.request.method, response.status)) await caches.delete(ANSWERS);
    else if (response.status === 200 && wayOf({ method: event.request.method, mode: event.request.mode, path }) === 'answer') {
        if (path === '/api/v1/session') await noteWho(response.clone());
        event.waitUntil(keep(event.request, response.clone()));
    }
    return response;
}

function late(): Promise<null> {
    return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
}

/** The network's answer; else, or when it is late, the one that was kept. */
async function networkFirst(network: Promise<Response>, kept: Promise<Response | undefined>): Promise<Response> {
    const last = await kept;
    if (!last) return await network;
    const first = await Promise.race([network.catch(() => null), late()]);
    return first && first.status < 500 ? first : last;
}

async function cacheFirst(request: Request): Promise<Response> {
    return (await caches.match(request.url)) ?? (await fetch(request));
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
    const { method, mode, url } = event.request;
    const { origin, pathname } = new URL(url);
    if (origin !== scope.location.origin) return;
    const way = wayOf({ method, mode, path: pathname });
    if (way === 'asset') event.respondWith(cacheFirst(event.request));
    else if (way === 'page') event.respondWith(networkFirst(fetch(event.request), caches.match(PAGE)));
    else if (way === 'answer') event.respondWith(networkFirst(fromNetwork(event, pathname), caches.open(ANSWERS).then((answers) => answers.match(url))));
    else if (method === 'POST' && pathname === '/logout') event.respondWith(fromNetwork(event, pathname));
});
