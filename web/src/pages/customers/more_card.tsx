/** Other questions about customers, one at a time: the table of whichever is chosen. */
import { text, type Row } from '../../lib/table.ts';
import { address } from '../../state/address.ts';
import { accepted, filters } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import type { Parameters } from '../../lib/api.ts';
import { Card } from '../../ui/card.tsx';
import { ChoiceMenu, type Choice } from '../../ui/choice_menu.tsx';
import { isFigure, show } from '../../ui/data_table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { CustomerFigures } from './figures.ts';

interface Question extends Choice {
    operation: string;
    parameters: Parameters;
    /** About the last campaign that was not given up. */
    campaign?: boolean;
}

const QUESTIONS: readonly Question[] = [
    { id: 'worth', words: 'What each group will bring', operation: 'customers.value', parameters: { totals: 'segment' } },
    { id: 'return', words: 'How soon they come back', operation: 'customers.repeat', parameters: {} },
    { id: 'visits', words: 'What a visit is like', operation: 'customers.visits', parameters: {} },
    { id: 'prices', words: 'Who buys on offer', operation: 'customers.sensitivity', parameters: {} },
    { id: 'next', words: 'What to offer next', operation: 'customers.recommend', parameters: { top: '1' } },
    { id: 'scores', words: 'Recency, frequency, money', operation: 'customers.rfm', parameters: { limit: '50' } },
    { id: 'best', words: 'Who bought most', operation: 'customers.top', parameters: { limit: '50' } },
    { id: 'list', words: 'Who is on the last list', operation: 'customers.campaign', parameters: {}, campaign: true },
    { id: 'brought', words: 'What the last campaign brought', operation: 'customers.uplift', parameters: {}, campaign: true },
];
const ROWS = 12; // "Table" shows all of them, and gives the file

export function MoreCard({ figures: { clusters, campaigns } }: { figures: CustomerFigures }) {
    const { store, region, category } = filters.value;
    const chosen = QUESTIONS.find((question) => question.id === address.value.filters.more) ?? (QUESTIONS[0] as Question);
    const last = text(
        campaigns.result?.rows.find((row) => text(row, 'cancelled_at') === ''),
        'name',
    );
    const where = { store: store.join(','), region: region.join(','), category: category.join(','), clusters: clusters.id };
    const wanted = accepted(chosen.operation, { ...where, ...chosen.parameters, campaign: last });
    const answer = useAnswer(chosen.operation, chosen.campaign && !last ? null : wanted);
    const choice = <ChoiceMenu label="Question" name="more" choices={QUESTIONS} chosen={chosen} />;
    if (chosen.campaign && campaigns.result && !last) {
        return (
            <section class="card questions" aria-label="More about customers">
                <header>
                    <h2>More about customers</h2>
                    {choice}
                </header>
                <Empty>No list has been stored yet: choose one below.</Empty>
            </section>
        );
    }
    return (
        <Card title="More about customers" note={choice} answer={answer} rows={5} class="questions">
            {(result) => {
                const columns: TableColumn<Row>[] = result.columns.map((column, i) => ({
                    head: column.name.replaceAll('_', ' '),
                    figure: isFigure(column),
                    wide: i > 2,
                    cell: (row) => show(row[column.name] ?? null, column),
                }));
                return (
                    <>
                        <Table caption={chosen.words} rows={result.rows.slice(0, ROWS)} columns={columns} keyOf={(row) => String(result.rows.indexOf(row))} />
                        {result.rows.length > ROWS && <p class="rest">{result.rows.length - ROWS} more rows: see Table, which also gives the file</p>}
                        {result.notes.length > 0 && <p class="rest">{result.notes.join('; ')}</p>}
                    </>
                );
            }}
        </Card>
    );
}
