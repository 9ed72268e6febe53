/** How wrong the forecasts would have been, and whether they beat the simplest one. */
import { onePlace, percent } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { chosenModel, readScores } from './figures.ts';

export function ScienceSentence({ backtest, folds, isRun }: { backtest: Answer; folds: string; isRun: boolean }) {
    const model = chosenModel(backtest.result);
    const all = readScores(backtest.result, 'all').find((score) => score.model === model);
    if (!isRun || !all || all.wape === null) {
        return (
            <div class="say">
                <p>How wrong would the forecasts have been?</p>
                <p>A backtest forecasts days that are past, each fold from what was known then, and compares with what sold.</p>
            </div>
        );
    }
    return (
        <div class="say">
            <p>
                Over {folds} folds the daily forecasts were off by {percent(all.wape, 0)} of the units sold{all.bias !== null && `, on the whole ${percent(Math.abs(all.bias))} too ${all.bias < 0 ? 'low' : 'high'}`}.
            </p>
            <p>
                {all.added === null
                    ? 'There is no last season to compare with.'
                    : `Taking the last season again would have been off by ${onePlace(Math.abs(all.added) * 100)} points ${all.added > 0 ? 'more' : 'less'}.`}
                {all.coverage !== null && ` ${percent(all.coverage, 0)} of days lay within the range between the outermost quantiles.`}
            </p>
        </div>
    );
}
