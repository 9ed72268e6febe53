/** Scores of a backtest: by model, fold, class of demand, a column; and by how far ahead it looked. */
import { Bars } from '../../charts/bars.tsx';
import { isDay, longDay } from '../../lib/date.ts';
import { count, percent, percentChange, points, twoPlaces } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { chosenModel, modelWords, readScores, type Score } from './figures.ts';

const MOST = 12; // rows of a group; the rest stands under Table

interface Group {
    scope: string;
    head: string;
    name: (score: Score) => string;
}

const GROUPS: readonly Group[] = [
    { scope: 'all', head: 'Model', name: (score) => modelWords(score.model) },
    { scope: 'fold', head: 'Fold that knew all to', name: (score) => (isDay(score.at) ? longDay(score.at) : score.at) },
    { scope: 'class', head: 'Class of demand', name: (score) => score.at },
];

const figure = (value: number | null, words: (value: number) => string) => (value === null ? '' : words(value));

const COLUMNS: readonly TableColumn<Score>[] = [
    { head: 'Error', figure: true, cell: (score) => figure(score.wape, percent) },
    { head: 'Too much', figure: true, cell: (score) => figure(score.bias, percentChange) },
    { head: 'MASE', figure: true, wide: true, cell: (score) => figure(score.mase, twoPlaces) },
    { head: 'Pinball', figure: true, wide: true, cell: (score) => figure(score.pinball, twoPlaces) },
    { head: 'In range', figure: true, wide: true, cell: (score) => figure(score.coverage, percent) },
    { head: 'Beats naive by', figure: true, cell: (score) => figure(score.added, points) },
    { head: 'Days', figure: true, wide: true, class: 'm', cell: (score) => count(score.values) },
];

export function ScoresCard({ answer, by }: { answer: Answer; by: string }) {
    const groups = by ? [...GROUPS, { scope: by, head: by.charAt(0).toUpperCase() + by.slice(1), name: (score: Score) => score.at }] : GROUPS;
    return (
        <Card title="How wrong" note="error: of all units; points against last season again" answer={answer} rows={8} class="scores">
            {(result) =>
                groups.map((group) => {
                    const scores = readScores(result, group.scope);
                    if (scores.length === 0) return null;
                    return (
                        <section key={group.scope}>
                            <Table
                                caption={`Scores by ${group.head.toLowerCase()}`}
                                rows={scores.slice(0, MOST)}
                                columns={[{ head: group.head, cell: group.name }, ...COLUMNS]}
                                keyOf={(score) => `${score.model} ${score.at}`}
                            />
                            {scores.length > MOST && <p class="rest">and {scores.length - MOST} more under Table</p>}
                        </section>
                    );
                })
            }
        </Card>
    );
}

export function StepsCard({ answer }: { answer: Answer }) {
    const model = chosenModel(answer.result);
    const steps = readScores(answer.result, 'step').filter((score) => score.model === model && score.wape !== null);
    return (
        <Card title="Error by days ahead" note={modelWords(model)} answer={answer} rows={5} class="ahead">
            {() =>
                steps.length === 0 ? (
                    <Empty>No day ahead was scored: the history is too short for this many folds.</Empty>
                ) : (
                    <Bars
                        bars={steps.map((step) => ({ label: step.at, value: step.wape ?? 0 }))}
                        axis={(value) => percent(value, 0)}
                        summary={`Error by days ahead, ${steps.length} bars. Arrow keys read each; Table has every value.`}
                        speak={(i) => `${steps[i]?.at ?? ''} ahead: ${percent(steps[i]?.wape ?? 0)} missed`}
                    />
                )
            }
        </Card>
    );
}
