import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResult } from '../../lib/table.ts';
import { askedOf, chosenModel, parametersOf, readScores } from './figures.ts';

const row = (model: string, scope: string, at: string | null, values: number, wape: number | null) => ({ model, scope, at, values, wape, bias: -0.043, mae: 0.2237, mase: 0.8745, pinball: 0.0613, coverage: 0.971, fva: 0.281 });
const answer = readResult(
    JSON.stringify({
        operation: 'demand.backtest',
        parameters: {},
        columns: [],
        rows: [row('ets', 'all', null, 4097, 1.291), row('auto', 'all', null, 4097, 1.091), row('auto', 'class', 'none', 0, null), row('auto', 'class', 'smooth', 92, 0.741)],
        notes: [],
    }),
);

test('scores of a scope, but for those of nothing', () => {
    assert.deepEqual(
        readScores(answer, 'class').map((score) => [score.at, score.wape, score.added]),
        [['smooth', 0.741, 0.281]],
    );
    assert.equal(readScores(answer, 'fold').length, 0);
    assert.equal(readScores(null, 'all').length, 0);
});

test('the model that speaks for the whole', () => {
    assert.equal(chosenModel(answer), 'auto');
    assert.equal(chosenModel(null), '');
});

test('what the address asks for', () => {
    const { asked, isRun } = askedOf({ folds: '5', by: 'category', run: '1', from: '2026-01-01' });
    assert.equal(isRun, true);
    assert.deepEqual(parametersOf(asked), { model: 'auto', folds: '5', by: 'category' });
    assert.equal(askedOf({}).isRun, false);
});
