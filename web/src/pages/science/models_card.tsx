/** Experiments: models that were kept, each version with what it learnt from and how good it was. */
import { longDay } from '../../lib/date.ts';
import { count, percent, twoPlaces } from '../../lib/format.ts';
import { number, text, type Row } from '../../lib/table.ts';
import { useAnswer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

const figure = (name: string, words: (value: number) => string) => (row: Row) => {
    const value = number(row, name);
    return value === null ? '' : words(value);
};

const COLUMNS: readonly TableColumn<Row>[] = [
    {
        head: 'Model, and what it learnt from',
        class: 'two',
        cell: (row) => (
            <>
                <span>
                    <b class="strong">{text(row, 'model')}</b> {text(row, 'version')}
                </span>
                <span>
                    {text(row, 'said') || [text(row, 'kind'), text(row, 'target') && `predicts ${text(row, 'target')}`, text(row, 'settings'), `data ${text(row, 'data') || 'not known'}`].filter(Boolean).join(' · ')}
                </span>
            </>
        ),
    },
    { head: 'Learner', cell: (row) => text(row, 'learner') },
    { head: 'Learnt from', figure: true, wide: true, cell: figure('trained_rows', count) },
    { head: 'Held back', figure: true, wide: true, cell: figure('held_rows', count) },
    { head: 'RMSE', figure: true, cell: figure('rmse', twoPlaces) },
    { head: 'MAE', figure: true, wide: true, cell: figure('mae', twoPlaces) },
    { head: 'R²', figure: true, wide: true, cell: figure('r2', twoPlaces) },
    { head: 'Right', figure: true, wide: true, cell: figure('accuracy', percent) },
    { head: 'Kept', figure: true, wide: true, class: 'm', cell: (row) => longDay(text(row, 'kept_at').slice(0, 10)) },
];

export function ModelsCard() {
    const answer = useAnswer('demand.models', {});
    return (
        <Card title="Models kept" note="figures of rows held back from training" answer={answer} rows={3} class="kept">
            {(result) =>
                result.rows.length === 0 ? (
                    <Empty>
                        No model is kept yet. <code>retailinsight demand train --input data.csv --target units --save weekly</code> keeps one, with its seed, its data and its measures.
                    </Empty>
                ) : (
                    <Table caption="Models kept" rows={result.rows} columns={COLUMNS} keyOf={(row) => text(row, 'model')} />
                )
            }
        </Card>
    );
}
