/** The pages: one row each. Navigation, tabs, keys and search are renderings of this table. */
import { computed } from '@preact/signals';
import type { ComponentType } from 'preact';
import { writeAddress } from '../lib/address.ts';
import { address } from './address.ts';
import { session } from './session.ts';

export interface Page {
    id: string;
    path: string;
    title: string;
    /** Letter after `g`. */
    key: string;
    /** Who has it in the navigation; an owner or administrator has all. */
    roles: readonly string[];
    /** Filters that go along when one walks to the page. */
    keeps: readonly string[];
    load: () => Promise<{ default: ComponentType }>;
    /** Paths of the phone tab's icon. */
    icon: string;
}

const SPAN_AND_STORE = ['from', 'to', 'compare', 'grain', 'store', 'region', 'category', 'currency'];

export const PAGES: readonly Page[] = [
    {
        id: 'overview',
        path: '/',
        title: 'Overview',
        key: 'o',
        roles: ['analyst', 'management', 'marketing', 'science', 'staff'],
        keeps: SPAN_AND_STORE,
        load: () => import('../pages/overview/page.tsx'),
        icon: 'M4 4h6v8H4zM14 4h6v5h-6zM14 13h6v7h-6zM4 16h6v4H4z',
    },
    {
        id: 'analysis',
        path: '/analysis',
        title: 'Analysis',
        key: 'y',
        roles: ['analyst', 'management'],
        keeps: SPAN_AND_STORE,
        load: () => import('../pages/analysis/page.tsx'),
        icon: 'M12 3v6M12 9H6v4M12 9h6v4M3 13h6v6H3zM15 13h6v6h-6z',
    },
    {
        id: 'management',
        path: '/management',
        title: 'Management',
        key: 'm',
        roles: ['management'],
        keeps: ['store', 'region', 'category', 'currency'],
        load: () => import('../pages/management/page.tsx'),
        icon: 'M5 21V4M5 4h13l-3 4 3 4H5',
    },
    {
        id: 'demand',
        path: '/demand',
        title: 'Demand',
        key: 'd',
        roles: ['analyst', 'inventory', 'science', 'management'],
        keeps: ['product', 'store'],
        load: () => import('../pages/demand/page.tsx'),
        icon: 'M3 19c5 0 5-14 9-14s4 14 9 14M12 5v15',
    },
    {
        id: 'orders',
        path: '/orders',
        title: 'Orders',
        key: 'r',
        roles: ['inventory', 'management', 'staff'],
        keeps: ['store', 'category'],
        load: () => import('../pages/orders/page.tsx'),
        icon: 'M6 5h12v16H6zM9 3h6v4H9zM9 11h6M9 15h6',
    },
    {
        id: 'alerts',
        path: '/alerts',
        title: 'Alerts',
        key: 'a',
        roles: ['inventory', 'staff', 'management'],
        keeps: ['store', 'category'],
        load: () => import('../pages/alerts/page.tsx'),
        icon: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 20h4',
    },
    {
        id: 'anomalies',
        path: '/anomalies',
        title: 'Anomalies',
        key: 'n',
        roles: ['analyst', 'management', 'science'],
        keeps: ['store', 'region', 'category'],
        load: () => import('../pages/anomalies/page.tsx'),
        icon: 'M3 15h4l3-9 4 13 3-8h4',
    },
    {
        id: 'stock',
        path: '/stock',
        title: 'Stock',
        key: 's',
        roles: ['inventory', 'management'],
        keeps: ['store', 'region', 'category'],
        load: () => import('../pages/stock/page.tsx'),
        icon: 'M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8',
    },
    {
        id: 'pricing',
        path: '/pricing',
        title: 'Pricing',
        key: 'p',
        roles: ['analyst', 'management', 'marketing', 'science', 'staff'],
        keeps: ['store', 'category'],
        load: () => import('../pages/pricing/page.tsx'),
        icon: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
    },
    {
        id: 'customers',
        path: '/customers',
        title: 'Customers',
        key: 'c',
        roles: ['marketing', 'analyst', 'management', 'science'],
        keeps: ['store', 'region', 'category'],
        load: () => import('../pages/customers/page.tsx'),
        icon: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-5 3-7 7-7s7 2 7 7M16 4a4 4 0 0 1 0 7M18 14c3 1 4 3 4 7',
    },
    {
        id: 'shop',
        path: '/shop',
        title: 'Shop',
        key: 'h',
        roles: ['staff', 'management', 'inventory'],
        keeps: ['store'],
        load: () => import('../pages/shop/page.tsx'),
        icon: 'M4 9l2-5h12l2 5M4 9v11h16V9M4 9a3 3 0 0 0 5.3 2A3 3 0 0 0 12 12a3 3 0 0 0 2.7-1A3 3 0 0 0 20 9M10 20v-5h4v5',
    },
    {
        id: 'footfall',
        path: '/footfall',
        title: 'Footfall',
        key: 'f',
        roles: ['staff', 'management', 'analyst'],
        keeps: ['store'],
        load: () => import('../pages/footfall/page.tsx'),
        icon: 'M9 7a3 3 0 1 0 0-6 3 3 0 0 0 0 6M9 7v8l-3 7M9 15l4 7M4 12l5-4 5 4h4',
    },
    {
        id: 'science',
        path: '/science',
        title: 'Data science',
        key: 'e',
        roles: ['science', 'analyst'],
        keeps: ['store', 'category'],
        load: () => import('../pages/science/page.tsx'),
        icon: 'M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M8 15h8',
    },
    {
        id: 'pictures',
        path: '/pictures',
        title: 'Pictures',
        key: 'v',
        roles: ['staff', 'inventory', 'science', 'management'],
        keeps: ['store'],
        load: () => import('../pages/pictures/page.tsx'),
        icon: 'M4 7h4l2-3h4l2 3h4v13H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
    },
    {
        id: 'own',
        path: '/own',
        title: 'Own pages',
        key: 'w',
        roles: ['analyst', 'inventory', 'marketing', 'science', 'management', 'staff'],
        keeps: [],
        load: () => import('../pages/own/page.tsx'),
        icon: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.5 13v7M13 16.5h7',
    },
    {
        id: 'developers',
        path: '/developers',
        title: 'API',
        key: 'x',
        roles: ['science', 'analyst'],
        keeps: [],
        load: () => import('../pages/developers/page.tsx'),
        icon: 'M8 6l-6 6 6 6M16 6l6 6-6 6M14 4l-4 16',
    },
    {
        id: 'users',
        path: '/users',
        title: 'Users and keys',
        key: 'u',
        roles: ['admin'],
        keeps: [],
        load: () => import('../pages/users/page.tsx'),
        icon: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-7 8-7s8 2 8 7',
    },
    {
        id: 'data',
        path: '/data',
        title: 'Data and imports',
        key: 'i',
        roles: ['analyst', 'inventory', 'science', 'management', 'admin'],
        keeps: [],
        load: () => import('../pages/data/page.tsx'),
        icon: 'M12 4v11M7 10l5 5 5-5M4 20h16',
    },
];

/** The pages of this person's roles. */
/** Found by its address only. */
const REFERENCE: Page = {
    id: 'reference',
    path: '/docs/operations',
    title: 'Operations',
    key: '',
    roles: [],
    keeps: [],
    load: () => import('../pages/reference/page.tsx'),
    icon: '',
};

export const myPages = computed<readonly Page[]>(() => {
    const roles = session.value?.roles ?? [];
    if (roles.length === 0 || roles.includes('admin') || roles.includes('owner')) return PAGES;
    return PAGES.filter((page) => page.roles.some((role) => roles.includes(role)));
});

export const currentPage = computed<Page | null>(() => [...PAGES, REFERENCE].find((page) => page.path === address.value.path) ?? null);

/** The address of a page with the filters that both it and the present page understand. */
export function pathTo(page: Page): string {
    const kept = Object.entries(address.value.filters).filter(([name]) => page.keeps.includes(name));
    return writeAddress({ path: page.path, filters: Object.fromEntries(kept) });
}
