/** Customers: who they are, what they are worth, what they buy together. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { useCategories, useRegions, useStores } from '../../state/catalogue.ts';
import { filters } from '../../state/filters.ts';
import { ChoiceMenu } from '../../ui/choice_menu.tsx';
import { CopyLink } from '../../ui/copy_link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { CLUSTERS, useCustomers, type CustomerFigures } from './figures.ts';
import { CohortsCard } from './cohorts_card.tsx';
import { MapCard } from './map_card.tsx';
import { MigrationCard } from './migration_card.tsx';
import { MoreCard } from './more_card.tsx';
import { NewcomerCard } from './newcomer_card.tsx';
import { PersonCard } from './person_card.tsx';
import { PowerCard } from './power_card.tsx';
import { RiskCard } from './risk_card.tsx';
import { RulesCard } from './rules_card.tsx';
import { SegmentsCard } from './segments_card.tsx';
import { CustomersSentence } from './sentence.tsx';
import { TargetCard } from './target_card.tsx';
import { TastesCard } from './tastes_card.tsx';

export default function Customers() {
    const figures = useCustomers();
    return (
        <>
            <Head title="Customers" sub={<DataTo />}>
                <CopyLink />
            </Head>
            <CustomerFilters figures={figures} />
            {figures.segments.result?.rows.length === 0 ? (
                <div class="notes">
                    <Empty>
                        No sale names its customer. <a href="/data">Import sales with a customer number</a> to see who buys, how often, and who is about to stay away.
                    </Empty>
                </div>
            ) : (
                <Cards figures={figures} />
            )}
            <PaperNote answer={figures.segments} />
        </>
    );
}

function Cards({ figures }: { figures: CustomerFigures }) {
    return (
        <>
            <CustomersSentence figures={figures} />
            <div class="grid pair">
                <SegmentsCard figures={figures} />
                <MapCard figures={figures} />
            </div>
            <div class="grid wide-narrow">
                <CohortsCard figures={figures} />
                <div class="column">
                    <MigrationCard figures={figures} />
                    <TastesCard figures={figures} />
                </div>
            </div>
            <div class="grid pair">
                <RulesCard figures={figures} />
                <RiskCard figures={figures} />
            </div>
            <div class="grid">
                <MoreCard figures={figures} />
            </div>
            <div class="grid">
                <TargetCard figures={figures} />
            </div>
            <div class="grid pair">
                <PowerCard />
                <NewcomerCard figures={figures} />
            </div>
            <div class="grid">
                <PersonCard />
            </div>
        </>
    );
}

function CustomerFilters({ figures }: { figures: CustomerFigures }) {
    const { store, region, category } = filters.value;
    const stores = useStores();
    const regions = useRegions();
    const categories = useCategories();
    return (
        <div class="filters">
            <ListMenu label="Store" name="store" all={stores} chosen={store} />
            {regions.length > 0 && <ListMenu label="Region" name="region" all={regions} chosen={region} />}
            <ListMenu label="Category" name="category" all={categories} chosen={category} />
            <ChoiceMenu label="Groups" name="clusters" choices={CLUSTERS} chosen={figures.clusters} />
            <p class="paper">
                Stores: {store.join(', ') || 'all'}; categories: {category.join(', ') || 'all'}; {figures.clusters.words.toLowerCase()}
            </p>
        </div>
    );
}
