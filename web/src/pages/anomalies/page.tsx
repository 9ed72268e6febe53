/** Anomalies: what happened in the sales, one event for each thing, most money first; what is no problem is said once. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { addDays } from '../../lib/date.ts';
import { total } from '../../lib/decimal.ts';
import { count, money } from '../../lib/format.ts';
import { list, plural } from '../../lib/words.ts';
import { address } from '../../state/address.ts';
import { useCategories, useCurrency, useProductNames, useRegions, useStores } from '../../state/catalogue.ts';
import { useChange } from '../../state/change.ts';
import { accepted, filters } from '../../state/filters.ts';
import { useAnswer } from '../../state/query.ts';
import { asOf } from '../../state/session.ts';
import { Card } from '../../ui/card.tsx';
import { ChoiceMenu, type Choice } from '../../ui/choice_menu.tsx';
import { CopyLink } from '../../ui/copy_link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { EventCard } from './event_card.tsx';
import { EventTable } from './event_table.tsx';
import { placeOf, readHappenings, spanOf, type Happening } from './figures.ts';
import { VerdictsCard } from './verdicts_card.tsx';

const SPANS: readonly Choice[] = [
    { id: '28', words: 'Last 4 weeks' },
    { id: '91', words: 'Last 13 weeks' },
    { id: '364', words: 'Last 52 weeks' },
];
const STATES: readonly Choice[] = [
    { id: '', words: 'Problems' },
    { id: 'all', words: 'Also what is none' },
];

function chosenOf(choices: readonly Choice[], id: string | undefined): Choice {
    return choices.find((choice) => choice.id === id) ?? (choices[0] as Choice);
}

/** The days asked for, as the operations take them. */
function daysAsked(span: Choice): Record<string, string> {
    return asOf.value ? { from: addDays(asOf.value, 1 - Number(span.id)), to: addDays(asOf.value, 1) } : {};
}

export default function Anomalies() {
    const { store, region, category } = filters.value;
    const asked = address.value.filters;
    const span = chosenOf(SPANS, asked.days);
    const state = chosenOf(STATES, asked.state);
    const days = daysAsked(span);
    const where = { store: store.join(','), region: region.join(','), category: category.join(',') };
    const answer = useAnswer('anomaly.events', accepted('anomaly.events', { ...where, ...days, all: state.id ? 'true' : '' }), { long: true });
    const said = useAnswer('anomaly.feedback', {});
    const { busy, problem, act, forget } = useChange();
    const currency = useCurrency();
    const nameOf = useProductNames();
    const events = readHappenings(answer.result);
    const chosen = events.find((event) => event.id === asked.event) ?? events[0] ?? null;
    const again = () => {
        answer.retry();
        said.retry();
    };
    return (
        <>
            <Head title="Anomalies" sub={<DataTo />}>
                <CopyLink />
            </Head>
            <AnomalyFilters span={span} state={state} />
            {answer.result && <AnomalySentence events={events} currency={currency} nameOf={nameOf} />}
            {problem && <ErrorBox problem={problem} retry={forget} />}
            <div class="grid pair">
                <div class="column">
                    <Card title="Events" note="most money first; below zero: more came in than usual" answer={answer} rows={10} class="inbox">
                        {() =>
                            events.length === 0 ? (
                                <Empty>Nothing in these days is further from its usual than chance explains.</Empty>
                            ) : (
                                <EventTable
                                    events={events}
                                    chosen={chosen}
                                    currency={currency}
                                    nameOf={nameOf}
                                    busy={busy}
                                    dismiss={(event) => act('anomaly.dismiss', { event: event.id, ...days }, again)}
                                />
                            )
                        }
                    </Card>
                    <VerdictsCard answer={said} busy={busy} undo={(verdict) => act('anomaly.undo', { verdict: verdict.id }, again)} />
                </div>
                {chosen && <EventCard key={chosen.id} event={chosen} nameOf={nameOf} />}
            </div>
            <PaperNote answer={answer} />
        </>
    );
}

function AnomalySentence({ events, currency, nameOf }: { events: readonly Happening[]; currency: string; nameOf: (product: string) => string }) {
    const open = events.filter((event) => !event.dismissed);
    const worst = open[0];
    if (!worst) return null;
    const missing = total(open.flatMap((event) => (event.stake.sign() > 0 ? [event.stake] : [])));
    const over = total(open.flatMap((event) => (event.stake.sign() < 0 ? [event.stake.abs()] : [])));
    const sides = [missing.sign() > 0 && `${currency} ${money(missing)} is missing`, over.sign() > 0 && `${currency} ${money(over)} is too much`].filter((side) => side !== false);
    return (
        <div class="say">
            <p>
                {count(open.length)} {plural(open.length, 'thing', 'things')} happened that chance does not explain
                {sides.length > 0 && `: ${list(sides)}`}.
            </p>
            <p>
                {open.length > 1 ? 'The largest: ' : ''}
                {placeOf(worst, nameOf)}, {spanOf(worst)}, {worst.driver === 'unknown' ? 'no cause is known' : `most likely ${worst.driver}`}.
            </p>
        </div>
    );
}

function AnomalyFilters({ span, state }: { span: Choice; state: Choice }) {
    const { store, region, category } = filters.value;
    const stores = useStores();
    const regions = useRegions();
    const categories = useCategories();
    return (
        <div class="filters">
            <ChoiceMenu label="Days" name="days" choices={SPANS} chosen={span} />
            <ListMenu label="Store" name="store" all={stores} chosen={store} />
            {regions.length > 0 && <ListMenu label="Region" name="region" all={regions} chosen={region} />}
            <ListMenu label="Category" name="category" all={categories} chosen={category} />
            <ChoiceMenu label="Show" name="state" choices={STATES} chosen={state} />
            <p class="paper">
                {span.words}; stores: {store.join(', ') || 'all'}; categories: {category.join(', ') || 'all'}; {state.words.toLowerCase()}
            </p>
        </div>
    );
}
