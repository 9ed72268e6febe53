/** Footfall: how many will come in the next two weeks, hour by hour, and how many staff that needs. For a phone first. */
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { addDays, tradeDay } from '../../lib/date.ts';
import { count, exact, money, percent, units } from '../../lib/format.ts';
import { plural } from '../../lib/words.ts';
import { address } from '../../state/address.ts';
import { useStores } from '../../state/catalogue.ts';
import { filters } from '../../state/filters.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { asOf, session } from '../../state/session.ts';
import { Card } from '../../ui/card.tsx';
import { ChoiceMenu, type Choice } from '../../ui/choice_menu.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { dayTotal, readConversion, readFaults, readPlan, type Conversion, type Fault, type Plan } from './figures.ts';
import { HeatCard } from './heat_card.tsx';
import { TodayCard } from './today_card.tsx';

const AHEAD = '14'; // days
const RATES: readonly Choice[] = [20, 10, 15, 30, 40].map((rate) => ({ id: String(rate), words: `${rate} people an hour` }));

export default function Footfall() {
    const stores = useStores();
    const store = filters.value.store[0] ?? session.value?.stores?.[0] ?? stores[0] ?? '';
    const rate = RATES.find((choice) => choice.id === address.value.filters.rate) ?? (RATES[0] as Choice);
    const ahead = store ? { store, horizon: AHEAD } : null;
    const forecast = useAnswer('footfall.forecast', ahead && { ...ahead, by: 'hour' }, { long: true });
    const staff = useAnswer('footfall.staff', ahead && { ...ahead, rate: rate.id }, { long: true });
    const faults = useAnswer('footfall.counters', {});
    const day = asOf.value;
    const conversion = useAnswer('footfall.conversion', day ? { from: addDays(day, -27), to: addDays(day, 1) } : null);
    const today = useAnswer('footfall.today', { by: 'day' });
    const plan = readPlan(forecast.result, staff.result);
    return (
        <>
            <Head title="Footfall" sub={<DataTo />} />
            <div class="filters">
                {stores.length > 1 && <ListMenu label="Store" name="store" all={stores} chosen={[store]} />}
                <ChoiceMenu label="One of the staff looks after" name="rate" choices={RATES} chosen={rate} />
            </div>
            <FootfallSentence plan={plan} store={store} />
            <TodayCard answer={today} />
            <div class="stack">
                <HeatCard title="People by the hour" note={`expected ${plan.measure}, next two weeks`} answer={forecast} plan={plan} what={plan.measure} value={(cell) => cell.people} sum="All" />
                <HeatCard title="Staff by the hour" note="sum: hours of work" answer={staff} plan={plan} what="staff" value={(cell) => cell.staff} sum="Hours" />
            </div>
            <div class="grid pair">
                <ConversionCard answer={conversion} />
                <FaultsCard answer={faults} />
            </div>
            <PaperNote answer={forecast} />
        </>
    );
}

function FootfallSentence({ plan, store }: { plan: Plan; store: string }) {
    const next = plan.days[0];
    if (!next) return null;
    const people = (day: string) => dayTotal(plan, day, (cell) => cell.people);
    const busiest = plan.days.reduce((best, day) => (people(day) > people(best) ? day : best), next);
    return (
        <div class="say">
            <p>
                {store} expects about {count(people(next))} {plan.measure} on {tradeDay(next)}; the busiest day is {tradeDay(busiest)} with {count(people(busiest))}.
            </p>
            {plan.measure === 'receipts' && <p>Nobody counts visitors here: receipts stand for them, so those who buy nothing are not in it.</p>}
        </div>
    );
}

function ConversionCard({ answer }: { answer: Answer }) {
    const rows = readConversion(answer.result);
    const columns: TableColumn<Conversion>[] = [
        { head: 'Store', cell: (row) => row.store },
        { head: 'Visitors', figure: true, cell: (row) => count(row.visitors) },
        { head: 'Bought', figure: true, cell: (row) => row.conversion !== null && percent(row.conversion) },
        { head: 'A visitor', figure: true, cell: (row) => row.each && <span title={exact(row.each)}>{money(row.each)}</span> },
        { head: 'A receipt', figure: true, wide: true, cell: (row) => row.average && <span title={exact(row.average)}>{money(row.average)}</span> },
    ];
    return (
        <Card title="Conversion" note="last 4 weeks; net sales a visitor and a receipt" answer={answer} rows={5}>
            {() => (rows.length === 0 ? <Empty>No visitors were counted. Import footfall to see how many of them buy.</Empty> : <Table caption="Conversion by store" rows={rows} columns={columns} keyOf={(row) => row.store} />)}
        </Card>
    );
}

function FaultsCard({ answer }: { answer: Answer }) {
    const rows = readFaults(answer.result);
    const columns: TableColumn<Fault>[] = [
        { head: 'Store', cell: (row) => row.store },
        { head: 'Day', cell: (row) => tradeDay(row.day) },
        { head: 'Fault', cell: (row) => `${row.fault}, ${row.from} to ${row.to + 1}` },
        { head: 'Counted', figure: true, wide: true, cell: (row) => count(row.counted) },
        { head: 'Taken', figure: true, cell: (row) => row.filled !== null && units(Math.round(row.filled)) },
    ];
    return (
        <Card title="Counters in doubt" note={rows.length > 0 ? `${count(rows.length)} ${plural(rows.length, 'fault')} in 4 weeks` : 'last 4 weeks'} answer={answer} rows={5}>
            {() => (rows.length === 0 ? <Empty>No counter failed, or none is there.</Empty> : <Table caption="Counters in doubt" rows={rows.slice(0, 20)} columns={columns} keyOf={(row) => `${row.store} ${row.day} ${row.fault} ${row.from}`} />)}
        </Card>
    );
}
