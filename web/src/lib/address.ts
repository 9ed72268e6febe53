/** What the address holds: the page and its filters. The names are those of the API's parameters, so that an address reads
 *  like the command that prints the same numbers. */
export interface Address {
    path: string;
    filters: Readonly<Record<string, string>>;
}

export function readAddress(location: string): Address {
    const url = new URL(location, 'http://localhost');
    const filters: Record<string, string> = {};
    for (const [name, value] of url.searchParams) if (value !== '') filters[name] = value;
    return { path: url.pathname, filters };
}

export function writeAddress({ path, filters }: Address): string {
    const query = Object.entries(filters)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%20', '+').replaceAll('%2C', ',')}`)
        .join('&');
    return query ? `${path}?${query}` : path;
}

/** A filter that is set to nothing leaves the address. */
export function withFilters(address: Address, changes: Readonly<Record<string, string | null>>): Address {
    const filters: Record<string, string> = { ...address.filters };
    for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === '') delete filters[name];
        else filters[name] = value;
    }
    return { path: address.path, filters };
}

/** A list in one parameter, as the API takes it. */
export function readList(text: string | undefined): string[] {
    return text ? text.split(',') : [];
}

export function writeList(items: readonly string[]): string {
    return items.join(',');
}
