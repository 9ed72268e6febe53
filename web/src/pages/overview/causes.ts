/** The exact decomposition of the change (operation sales.drivers), for the waterfall and for the sentence. */
import type { Cause } from '../../charts/waterfall.tsx';
import type { Result } from '../../lib/table.ts';
import type { Figures } from './figures.ts';

export function readCauses(_result: Result | null, _currency: string): readonly Cause[] {
    return [];
}

export function causeInWords(_figures: Figures): string {
    return '';
}
