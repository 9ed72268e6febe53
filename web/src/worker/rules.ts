/** What the worker does with a request: which of the program's answers a phone keeps for a bad connection. Pure, for its tests. */
export type Way = 'page' | 'asset' | 'answer' | 'none';

/** Answers that the shop floor lives on. Nothing about customers is among them: what is kept lies on the device. */
const KEPT = ['session', 'operations', 'shop/today', 'shop/expected', 'shop/find', 'inventory/alerts', 'sales/stores', 'sales/products', 'sales/kpis', 'pricing/advise', 'footfall/forecast'];
const NOT_PAGES = ['/login', '/logout', '/docs', '/api/', '/metrics', '/healthz', '/readyz', '/openapi', '/mcp'];

export interface Asked {
    method: string;
    mode: string;
    path: string;
}

export function wayOf({ method, mode, path }: Asked): Way {
    if (method !== 'GET') return 'none';
    if (path.startsWith('/assets/') || path === '/icon.svg' || path === '/retailinsight.webmanifest') return 'asset';
    if (path.startsWith('/api/v1/')) return KEPT.includes(path.slice('/api/v1/'.length)) ? 'answer' : 'none';
    if (mode !== 'navigate' || path.slice(1).includes('.')) return 'none';
    return NOT_PAGES.some((begin) => path.startsWith(begin)) ? 'none' : 'page';
}

/** An answer lets go of what was kept when it shows that somebody else sits before the device, or nobody. */
export function isFarewell(path: string, method: string, status: number): boolean {
    if (path === '/logout') return method === 'POST';
    return path.startsWith('/api/') && status === 401;
}
