/** The service worker, which keeps the shop's page for a bad connection. Browsers have one only at an address they trust: https with such a
 *  certificate, or this machine; elsewhere all else works. */
import { askAgain } from './query.ts';
import { loadSession } from './session.ts';

/** What was asked before the worker was there is asked once more, through it: so that it has something to show. */
function fill(): void {
    void loadSession();
    void fetch('/api/v1/operations', { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    askAgain();
}

export function keepForBadConnections(): void {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (!workers || !window.isSecureContext) return;
    if (!workers.controller) workers.addEventListener('controllerchange', fill, { once: true });
    workers.register('/worker.js').catch(() => undefined);
}
