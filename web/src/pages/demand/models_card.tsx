/** Models compared: what each would have been wrong by in the weeks that were forecast as then. */
import { onePlace, percent, percentChange } from '../../lib/format.ts';
import { number, text, type Result } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { BarCell } from '../../charts/bar_cell.tsx';
import { readFolds, type DemandFigures } from './figures.ts';

const SHOWN = 8;
/** An error is told in shares of what sold. */
const NOTHING_SOLD = 'Nothing was sold in the weeks that were forecast: there is no share of it to be wrong by.';

interface Model {
    name: string;
    wape: number;
    bias: number | null;
    mae: number | null;
}

/** One row a model over all folds, the least wrong first. */
export function readModels(result: Result | null): Model[] {
    return (result?.rows ?? [])
        .filter((row) => text(row, 'scope') === 'all')
        .flatMap((row): Model[] => {
            const wape = number(row, 'wape');
            return wape === null ? [] : [{ name: text(row, 'model'), wape, bias: number(row, 'bias'), mae: number(row, 'mae') }];
        })
        .sort((a, b) => a.wape - b.wape);
}

function nameOf(model: string): string {
    return model === 'auto' ? 'chosen automatically' : model.replaceAll('_', ' ');
}

export function ModelsCard({ figures: { backtest } }: { figures: DemandFigures }) {
    const models = readModels(backtest.result);
    const most = Math.max(...models.map((model) => model.wape), 0);
    const columns: TableColumn<Model>[] = [
        { head: 'Model', cell: (model) => (model.name === 'auto' ? <b class="strong">{nameOf(model.name)}</b> : nameOf(model.name)) },
        { head: 'Error ↑', figure: true, cell: (model) => percent(model.wape, 0) },
        { head: <span class="hidden">Bar</span>, wide: true, class: 'bar', cell: (model) => <BarCell value={model.wape} before={null} most={most} /> },
        { head: 'Too much', figure: true, cell: (model) => (model.bias === null ? '' : percentChange(model.bias)) },
        { head: 'A day', figure: true, wide: true, class: 'm', cell: (model) => (model.mae === null ? '' : onePlace(model.mae)) },
    ];
    return (
        <Card title="Models compared" note="same weeks" answer={backtest} rows={5} class="models">
            {() =>
                models.length === 0 ? (
                    <Empty>{readFolds(backtest.result).length > 0 ? NOTHING_SOLD : 'The history is too short to compare models on weeks of the past.'}</Empty>
                ) : (
                    <Table caption="Models compared" rows={models.slice(0, SHOWN)} columns={columns} keyOf={(model) => model.name} />
                )
            }
        </Card>
    );
}
