/** A backtest as scores, and what is asked for it. */
import type { Parameters } from '../../lib/api.ts';
import { number, text, type Result } from '../../lib/table.ts';

export interface Score {
    model: string;
    /** Which one of its scope: last day of the fold, periods ahead, class of demand, word of a column. */
    at: string;
    values: number;
    wape: number | null;
    bias: number | null;
    mae: number | null;
    mase: number | null;
    pinball: number | null;
    coverage: number | null;
    /** WAPE of the seasonal naive less this one's. */
    added: number | null;
}

/** The scores of a scope that were counted from something, in the order of the answer. */
export function readScores(result: Result | null, scope: string): Score[] {
    return (result?.rows ?? [])
        .filter((row) => text(row, 'scope') === scope)
        .map((row) => ({
            model: text(row, 'model'),
            at: text(row, 'at'),
            values: number(row, 'values') ?? 0,
            wape: number(row, 'wape'),
            bias: number(row, 'bias'),
            mae: number(row, 'mae'),
            mase: number(row, 'mase'),
            pinball: number(row, 'pinball'),
            coverage: number(row, 'coverage'),
            added: number(row, 'fva'),
        }))
        .filter((score) => score.values > 0);
}

/** "auto" where several models were tried, else the only one. */
export function chosenModel(result: Result | null): string {
    const models = readScores(result, 'all').map((score) => score.model);
    return models.includes('auto') ? 'auto' : (models[0] ?? '');
}

export function modelWords(model: string): string {
    return model === 'auto' ? 'chosen automatically' : model.replaceAll('_', ' ');
}

const ASKED = ['model', 'folds', 'horizon', 'by', 'store', 'category'] as const;
export type Asked = Readonly<Record<(typeof ASKED)[number], string>>;

/** What the address asks a backtest for; it was not asked until `run` says so. */
export function askedOf(filters: Readonly<Record<string, string>>): { asked: Asked; isRun: boolean } {
    const asked = Object.fromEntries(ASKED.map((name) => [name, filters[name] ?? ''])) as Asked;
    return { asked: { ...asked, model: asked.model || 'auto', folds: asked.folds || '3' }, isRun: filters.run === '1' };
}

export function parametersOf(asked: Asked): Parameters {
    return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
}
