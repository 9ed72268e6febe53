/** Pricing: which prices to change, how customers answer to them, what promotions brought, and how to clear a stock. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { count, moneyShort } from '../../lib/format.ts';
import { total } from '../../lib/decimal.ts';
import { decimal, text } from '../../lib/table.ts';
import { address } from '../../state/address.ts';
import { useCategories, useCurrency, useProductNames, useStores } from '../../state/catalogue.ts';
import { accepted, filters } from '../../state/filters.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { ChoiceMenu, type Choice } from '../../ui/choice_menu.tsx';
import { CopyLink } from '../../ui/copy_link.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { AdviceCard } from './advice_card.tsx';
import { DecisionsCard } from './decisions_card.tsx';
import { ElasticityCard } from './elasticity_card.tsx';
import { MarkdownCard } from './markdown_card.tsx';
import { PromotionsCard } from './promotions_card.tsx';
import { TrialCard } from './trial_card.tsx';

const AIMS: readonly Choice[] = [
    { id: 'profit', words: 'margin' },
    { id: 'revenue', words: 'net sales' },
];
const TEACHERS: readonly Choice[] = [
    { id: 'control', words: 'kept apart' },
    { id: 'price', words: 'count as price cuts' },
];

function chosenOf(choices: readonly Choice[], id: string | undefined): Choice {
    return choices.find((choice) => choice.id === id) ?? (choices[0] as Choice);
}

export default function Pricing() {
    const { store, category } = filters.value;
    const asked = address.value.filters;
    const aim = chosenOf(AIMS, asked.aim);
    const promotions = chosenOf(TEACHERS, asked.promotions);
    const where = { store: store.join(','), category: category.join(',') };
    const taught = { ...where, promotions: promotions.id };
    const advice = useAnswer('pricing.advise', accepted('pricing.advise', { ...taught, aim: aim.id }), { long: true });
    const elasticities = useAnswer('pricing.elasticity', accepted('pricing.elasticity', taught), { long: true });
    const offers = useAnswer('pricing.promotions', accepted('pricing.promotions', where), { long: true });
    const decisions = useAnswer('pricing.decisions', {});
    const change = useChange();
    const currency = useCurrency();
    const nameOf = useProductNames();
    return (
        <>
            <Head title="Pricing" sub={<DataTo />}>
                <CopyLink />
            </Head>
            <PricingFilters aim={aim} promotions={promotions} />
            <PricingSentence advice={advice} aim={aim} currency={currency} />
            <div class="grid pair">
                <AdviceCard answer={advice} currency={currency} aim={aim.id} promotions={promotions.id} decided={decisions.retry} />
                <ElasticityCard answer={elasticities} nameOf={nameOf} />
            </div>
            <div class="grid pair">
                <PromotionsCard answer={offers} currency={currency} />
                <MarkdownCard answer={elasticities} where={taught} currency={currency} nameOf={nameOf} />
            </div>
            <div class="grid pair">
                <DecisionsCard answer={decisions} change={change} nameOf={nameOf} />
                <TrialCard product={text(advice.result?.rows[0] ?? {}, 'product')} />
            </div>
            <PaperNote answer={advice} />
        </>
    );
}

function PricingSentence({ advice, aim, currency }: { advice: Answer; aim: Choice; currency: string }) {
    const rows = advice.result?.rows;
    if (!rows) return null;
    const raise = rows.filter((row) => text(row, 'action') === 'raise').length;
    const lower = rows.filter((row) => text(row, 'action') === 'lower').length;
    const gain = total(rows.flatMap((row) => decimal(row, 'gain') ?? []));
    return (
        <div class="say">
            <p>
                {raise + lower === 0
                    ? 'No price is known well enough to change it.'
                    : `${count(raise)} prices to raise and ${count(lower)} to lower would bring about ${currency} ${moneyShort(gain)} more ${aim.words} a week.`}
            </p>
            <p>Only inside the prices that were tried; where the price never moved, or its effect cannot be told from none, nothing is advised.</p>
        </div>
    );
}

function PricingFilters({ aim, promotions }: { aim: Choice; promotions: Choice }) {
    const { store, category } = filters.value;
    const stores = useStores();
    const categories = useCategories();
    return (
        <div class="filters">
            <ListMenu label="Store" name="store" all={stores} chosen={store} />
            <ListMenu label="Category" name="category" all={categories} chosen={category} />
            <ChoiceMenu label="Aim" name="aim" choices={AIMS} chosen={aim} />
            <ChoiceMenu label="Promotions" name="promotions" choices={TEACHERS} chosen={promotions} />
            <p class="paper">
                Stores: {store.join(', ') || 'all'}; categories: {category.join(', ') || 'all'}; aim: {aim.words}; promotions: {promotions.words}
            </p>
        </div>
    );
}
