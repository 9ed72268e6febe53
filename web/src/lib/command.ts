/** The command line that prints the same number. */
import type { Parameters } from './api.ts';

export function commandOf(operation: string, parameters: Parameters): string {
    const words = ['retailinsight', ...operation.split('.')];
    for (const [name, value] of Object.entries(parameters)) {
        if (value === '' || value === 'false') continue;
        words.push(`--${name}`);
        if (value !== 'true') words.push(quoted(value));
    }
    return words.join(' ');
}

function quoted(value: string): string {
    return /^[\w.,:/+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
