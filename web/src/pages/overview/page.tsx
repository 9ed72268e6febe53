/** Overview: how are we doing, against what, and why. */
import { rowsOf } from '../../lib/table.ts';
import { weekday } from '../../lib/date.ts';
import { count } from '../../lib/format.ts';
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { CopyLink } from '../../ui/copy_link.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { FilterBar } from '../../ui/filter_bar.tsx';
import { asOf } from '../../state/session.ts';
import { CategoriesCard } from './categories_card.tsx';
import { ChangedCard } from './changed_card.tsx';
import { useFigures, type Figures } from './figures.ts';
import { Sentence } from './sentence.tsx';
import { StoresCard } from './stores_card.tsx';
import { KeyFigures } from './tiles.tsx';
import { progressOf, TrendCard } from './trend_card.tsx';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export default function Overview() {
    const figures = useFigures();
    return (
        <>
            <Head title="Overview" sub={<Cut figures={figures} />}>
                <CopyLink />
                <button type="button" class="btn" onClick={() => window.print()}>
                    Print
                </button>
            </Head>
            <FilterBar filters={figures.filters} currencies={figures.currencies} />
            <Sentence figures={figures} />
            <KeyFigures figures={figures} />
            <div class="grid wide-narrow">
                <TrendCard figures={figures} />
                <ChangedCard figures={figures} />
            </div>
            <div class="grid pair">
                <StoresCard figures={figures} />
                <CategoriesCard figures={figures} />
            </div>
            <PaperNote answer={figures.kpis} />
        </>
    );
}

/** "Data to Wed 8 Mar 2023; this week has 3 of 7 days, both years cut at Wednesday" */
function Cut({ figures: { trend, currency, filters } }: { figures: Figures }) {
    const rows = rowsOf(trend.result, currency);
    const progress = progressOf(rows[rows.length - 1], filters.grain);
    const day = asOf.value;
    const cut = filters.comparison.id !== 'none' && filters.grain.by === 'week' && day ? `, both years cut at ${WEEKDAYS[weekday(day)] ?? ''}` : '';
    return (
        <>
            <DataTo />
            {progress && `; this ${filters.grain.noun} has ${count(progress.done)} of ${count(progress.all)} days${cut}`}
        </>
    );
}
