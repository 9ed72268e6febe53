/** What is bought together: the pairs as a network, and the same as a table. */
import { ArcNetwork } from '../../charts/arc_network.tsx';
import { count, onePlace, percent } from '../../lib/format.ts';
import { Card } from '../../ui/card.tsx';
import { ChoiceMenu } from '../../ui/choice_menu.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { LEVELS, pairsOf, readRules, type CustomerFigures, type Rule } from './figures.ts';

const SHOWN = 10;

const COLUMNS: readonly TableColumn<Rule>[] = [
    {
        head: 'Who buys, also buys',
        class: 'two',
        cell: (rule) => (
            <>
                <span title={rule.from}>{rule.from}</span>
                <span title={rule.to}>{rule.to}</span>
            </>
        ),
    },
    { head: 'Of them', figure: true, cell: (rule) => percent(rule.confidence, 0) },
    { head: 'Lift', figure: true, cell: (rule) => onePlace(rule.lift) },
    { head: 'Baskets', figure: true, wide: true, class: 'm', cell: (rule) => count(rule.baskets) },
];

export function RulesCard({ figures: { rules, level } }: { figures: CustomerFigures }) {
    const pairs = pairsOf(readRules(rules.result)).slice(0, SHOWN);
    return (
        <Card title="Bought together" note="pairs beyond chance, strongest first" answer={rules} rows={10} class="rules">
            {() => (
                <>
                    <div class="filters within">
                        <ChoiceMenu label="Of" name="level" choices={LEVELS} chosen={level} />
                    </div>
                    {pairs.length === 0 ? (
                        <Empty>No pair is bought together more often than chance explains, in at least one basket of two thousand.</Empty>
                    ) : (
                        <div class="network">
                            <ArcNetwork
                                links={pairs.map((pair) => ({ from: pair.from, to: pair.to, weight: pair.lift }))}
                                summary={`${pairs.length} pairs of items bought together. Arrow keys read each pair; the table beside has them too.`}
                                speak={(i) => {
                                    const pair = pairs[i];
                                    return pair ? `${pair.from} and ${pair.to}: ${onePlace(pair.lift)} times as often as by chance, ${count(pair.baskets)} baskets` : '';
                                }}
                            />
                            <Table caption="Bought together" rows={pairs} columns={COLUMNS} keyOf={(rule) => `${rule.from}\n${rule.to}`} />
                        </div>
                    )}
                </>
            )}
        </Card>
    );
}
