/** Management: the month against plan and last year, what changed and why, what advice was worth, what happened. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { addressOf } from '../../lib/api.ts';
import { filters } from '../../state/filters.ts';
import { CopyLink } from '../../ui/copy_link.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { PlaceFilters } from '../../ui/place_filters.tsx';
import { AdviceCard } from './advice_card.tsx';
import { ChangeCard } from './change_card.tsx';
import { EventsCard } from './events_card.tsx';
import { OutlookCard } from './outlook_card.tsx';
import { PlanCard } from './plan_card.tsx';
import { MonthSentence } from './sentence.tsx';
import { MonthFigures } from './tiles.tsx';
import { useFigures } from './use_figures.ts';

export default function Management() {
    const figures = useFigures();
    return (
        <>
            <Head title="Management" sub={<DataTo />}>
                <CopyLink />
                <a class="btn" href={addressOf('report.management', { ...figures.where, currency: filters.value.currency, format: 'pdf' })} download="management.pdf">
                    PDF
                </a>
            </Head>
            <PlaceFilters />
            <MonthSentence figures={figures} />
            <MonthFigures figures={figures} />
            <div class="grid pair">
                <OutlookCard figures={figures} />
                <ChangeCard figures={figures} />
            </div>
            <div class="grid pair">
                <PlanCard figures={figures} />
                <AdviceCard figures={figures} />
            </div>
            <div class="grid">
                <EventsCard figures={figures} />
            </div>
            <PaperNote answer={figures.outlook} />
        </>
    );
}
