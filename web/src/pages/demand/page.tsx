/** Demand: one product in one store; what sold, what will sell, why, and how good such forecasts were. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { money } from '../../lib/format.ts';
import { decimal, text } from '../../lib/table.ts';
import { CopyLink } from '../../ui/copy_link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { AccuracyCard } from './accuracy_card.tsx';
import { ChartCard } from './chart_card.tsx';
import { DemandFilters } from './filters.tsx';
import { ordersOf, useDemand, type DemandFigures } from './figures.ts';
import { DemandSentence } from './sentence.tsx';
import { DemandTiles } from './tiles.tsx';
import { ModelsCard } from './models_card.tsx';
import { WeeksCard } from './weeks_card.tsx';
import { WhyCard } from './why_card.tsx';

export default function Demand() {
    const figures = useDemand();
    if (!figures.product) {
        return (
            <>
                <Head title="Demand" sub={<DataTo />} />
                <div class="notes" aria-busy="true">
                    <Empty>Products appear here when sales are imported.</Empty>
                </div>
            </>
        );
    }
    return (
        <>
            <Head title={figures.name} sub={<About figures={figures} />}>
                <CopyLink />
                <a class="btn pri" href={ordersOf(figures.store)}>
                    Go to orders
                </a>
            </Head>
            <DemandFilters figures={figures} />
            <DemandSentence figures={figures} />
            <DemandTiles figures={figures} />
            <div class="grid demand-why">
                <ChartCard figures={figures} />
                <WhyCard figures={figures} />
            </div>
            <div class="grid thirds">
                <WeeksCard figures={figures} />
                <AccuracyCard figures={figures} />
                <ModelsCard figures={figures} />
            </div>
            <PaperNote answer={figures.forecast} />
        </>
    );
}

function About({ figures: { product, price } }: { figures: DemandFigures }) {
    const row = price.result?.rows[0];
    const average = decimal(row, 'average_price');
    return (
        <>
            product {product}
            {average && ` · average price ${text(row, 'currency')} ${money(average)}`} · <DataTo />
        </>
    );
}
