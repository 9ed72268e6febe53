/** The address as a signal. Links stay plain <a href>; one listener turns those of this site into a change of the signal. */
import { signal } from '@preact/signals';
import { readAddress, withFilters, writeAddress, type Address } from '../lib/address.ts';

export const address = signal<Address>(readAddress(window.location.href));

export function navigate(to: string): void {
    window.history.pushState(null, '', to);
    address.value = readAddress(window.location.href);
    window.scrollTo(0, 0);
}

/** Changes filters in place; each change can be taken back with the browser's Back. */
export function setFilters(changes: Readonly<Record<string, string | null>>): void {
    const next = writeAddress(withFilters(address.value, changes));
    if (next === writeAddress(address.value)) return;
    window.history.pushState(null, '', next);
    address.value = readAddress(window.location.href);
}

export function watchAddress(): void {
    window.addEventListener('popstate', () => {
        address.value = readAddress(window.location.href);
    });
    document.addEventListener('click', (event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
        const link = event.target instanceof Element ? event.target.closest('a') : null;
        if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return;
        if (link.pathname.startsWith('/docs') && link.pathname !== '/docs/operations') return; // pages of their own
        if (link.pathname === window.location.pathname && link.hash) return; // a place on this page
        event.preventDefault();
        navigate(link.href);
    });
}
