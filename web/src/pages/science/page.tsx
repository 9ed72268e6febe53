/** Data science: how wrong forecasts would have been, free questions in SQL, the models that are kept. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { address } from '../../state/address.ts';
import { accepted } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { CopyLink } from '../../ui/copy_link.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { BacktestCard } from './backtest_card.tsx';
import { askedOf, parametersOf } from './figures.ts';
import { ModelsCard } from './models_card.tsx';
import { ScoresCard, StepsCard } from './scores_cards.tsx';
import { ScienceSentence } from './sentence.tsx';
import { SqlCard } from './sql_card.tsx';

export default function Science() {
    const { asked, isRun } = askedOf(address.value.filters);
    const backtest = useAnswer('demand.backtest', isRun ? accepted('demand.backtest', parametersOf(asked)) : null, { long: true });
    return (
        <>
            <Head title="Data science" sub={<DataTo />}>
                <CopyLink />
            </Head>
            <ScienceSentence backtest={backtest} folds={asked.folds} isRun={isRun} />
            <div class="stack">
                <BacktestCard asked={asked} answer={backtest} isRun={isRun} />
            </div>
            {isRun && backtest.result && (
                <div class="grid pair">
                    <ScoresCard answer={backtest} by={asked.by} />
                    <StepsCard answer={backtest} />
                </div>
            )}
            <div class="stack">
                <SqlCard />
                <ModelsCard />
            </div>
            <PaperNote answer={backtest} />
        </>
    );
}
