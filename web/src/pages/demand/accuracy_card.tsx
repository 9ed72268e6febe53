/** How good it was: the last weeks forecast as they would have been then, beside what was sold. */
import { FoldChart } from '../../charts/fold_chart.tsx';
import { shortDay } from '../../lib/date.ts';
import { count, onePlace, percent } from '../../lib/format.ts';
import { number } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { autoRows, readFolds, type DemandFigures } from './figures.ts';

export function AccuracyCard({ figures: { backtest, name } }: { figures: DemandFigures }) {
    const folds = readFolds(backtest.result).sort((a, b) => (a.from < b.from ? -1 : 1));
    const all = autoRows(backtest.result, 'all')[0];
    const inside = number(all, 'coverage');
    const note = inside === null ? '' : `${percent(inside, 0)} of days in the 80\u202f% range`;
    return (
        <Card title="How good was it?" note={note} answer={backtest} rows={5} class="accuracy">
            {() =>
                folds.length === 0 ? (
                    <Empty>The history is too short to forecast weeks of the past and compare.</Empty>
                ) : (
                    <>
                        <FoldChart
                            points={folds.map((fold) => ({ label: shortDay(fold.from), expected: fold.expected, sold: fold.sold }))}
                            summary={`Units of ${name} by week, expected and sold, ${folds.length} weeks. Arrow keys read each week; Table has every value.`}
                            speak={(i) => {
                                const fold = folds[i];
                                return fold ? `Week from ${shortDay(fold.from)}: ${onePlace(fold.expected)} expected, ${count(fold.sold)} sold` : '';
                            }}
                        />
                        <p class="legend under" aria-hidden="true">
                            <span class="dot" /> sold <span class="swatch expected" /> expected a week ahead
                        </p>
                    </>
                )
            }
        </Card>
    );
}
