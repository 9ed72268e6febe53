/** What was trained and how good it is; a training under way with its speed and the time left. */
import { count, onePlace, percent } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { duration, readModels, type Model } from './figures.ts';

export function ModelsCard({ answer, chosen, choose }: { answer: Answer; chosen: string; choose: (name: string) => void }) {
    return (
        <Card title="Models" note="right: of pictures held back" answer={answer} rows={4} class="models">
            {(result) => {
                const models = readModels(result);
                return models.length ? <List models={models} chosen={chosen} choose={choose} /> : <None />;
            }}
        </Card>
    );
}

function None() {
    return (
        <Empty>
            Nothing was trained yet. A folder of pictures for each product is enough: <code>retailinsight vision train --input ./pictures --save shelf</code>
        </Empty>
    );
}

function List({ models, chosen, choose }: { models: readonly Model[]; chosen: string; choose: (name: string) => void }) {
    const running = models.filter((model) => model.isTraining);
    const columns: TableColumn<Model>[] = [
        {
            head: 'Model',
            cell: (model) => (
                <button type="button" class="link" aria-pressed={model.name === chosen} onClick={() => choose(model.name)}>
                    {model.name}
                </button>
            ),
        },
        { head: 'Learnt by', cell: (model) => (model.isTraining ? 'training' : model.network) },
        { head: 'Right', figure: true, cell: (model) => (model.accuracy === null ? '–' : percent(model.accuracy)) },
        { head: 'Among five', figure: true, wide: true, cell: (model) => (model.top5 === null ? '–' : percent(model.top5)) },
        { head: 'Classes', figure: true, wide: true, cell: (model) => (model.classes === null ? '–' : count(model.classes)) },
        { head: 'Pictures', figure: true, cell: (model) => (model.pictures === null ? '–' : count(model.pictures)) },
        { head: 'Version', wide: true, class: 'm', cell: (model) => model.version },
    ];
    return (
        <>
            {running.map((model) => (
                <p key={model.name} class="words" role="status">
                    <b>{model.name}</b> is training: epoch {count(model.epochsDone)} of {count(model.epochs ?? 0)}
                    {model.perSecond !== null && `, ${onePlace(model.perSecond)} pictures a second`}
                    {model.secondsLeft !== null && `, ${duration(model.secondsLeft)} left`}{' '}
                    <progress aria-label={`Training ${model.name}`} value={model.epochsDone} max={model.epochs ?? 1} />
                </p>
            ))}
            <Table caption="Models that recognise pictures" rows={models} columns={columns} keyOf={(model) => `${model.isTraining ? 'training' : 'kept'} ${model.name}`} />
        </>
    );
}
