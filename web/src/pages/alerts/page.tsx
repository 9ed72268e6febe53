/** Alerts: what needs a hand now; taken, put off or closed from here. */
import { useEffect } from 'preact/hooks';
import { DataTo } from '../../frame/freshness.tsx';
import { Head } from '../../frame/head.tsx';
import { count, money, percent } from '../../lib/format.ts';
import { total } from '../../lib/decimal.ts';
import { plural } from '../../lib/words.ts';
import { alertNews } from '../../state/events.ts';
import { address } from '../../state/address.ts';
import { useCategories, useCurrency, useStores } from '../../state/catalogue.ts';
import { filters } from '../../state/filters.ts';
import { useChange } from '../../state/change.ts';
import { useAnswer, type Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { ChoiceMenu } from '../../ui/choice_menu.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { ListMenu } from '../../ui/list_menu.tsx';
import { PaperNote } from '../../ui/paper_note.tsx';
import { AlertTable } from './alert_table.tsx';
import { readAlerts, type Alert } from './figures.ts';
import { MessagesCard } from './messages_card.tsx';
import { RecipientsCard } from './recipients_card.tsx';
import { RulesCard } from './rules_card.tsx';

const MOST = 1000; // alerts read at a time

const SEVERITIES = [
    { id: 'warning', words: 'Warnings and worse' },
    { id: 'critical', words: 'Critical' },
    { id: 'info', words: 'All' },
];
const STATES = [
    { id: '', words: 'Not resolved' },
    { id: 'open', words: 'Open' },
    { id: 'acknowledged', words: 'Taken' },
    { id: 'snoozed', words: 'Put off' },
    { id: 'resolved', words: 'Resolved' },
];

function useAlerts(): Answer {
    const { store, category } = filters.value;
    const { severity = 'warning', state = '' } = address.value.filters;
    const answer = useAnswer('inventory.alerts', { store: store.join(','), category: category.join(','), severity, state, limit: String(MOST) });
    const news = alertNews.value;
    useEffect(() => {
        if (news) answer.retry();
    }, [news]);
    return answer;
}

export default function Alerts() {
    const answer = useAlerts();
    const messages = useAnswer('alerts.deliveries', { limit: '20' });
    const { busy, problem, act: change, forget } = useChange();
    const currency = useCurrency();
    const alerts = readAlerts(answer.result);
    const act = (operation: string, parameters: Readonly<Record<string, string>>) => {
        change(operation, parameters, answer.retry);
    };
    return (
        <>
            <Head title="Alerts" sub={<DataTo />}>
                <button type="button" class="btn" disabled={busy} onClick={() => act('alerts.refresh', {})}>
                    Check all stock now
                </button>
            </Head>
            <AlertFilters />
            <AlertsSentence alerts={alerts} currency={currency} known={answer.result !== null} />
            {problem && <ErrorBox problem={problem} retry={forget} />}
            <Card title="Inbox" note="most money at stake first" answer={answer} rows={12} class="inbox">
                {() => (alerts.length === 0 ? <NothingHere /> : <AlertTable alerts={alerts} currency={currency} busy={busy} act={act} />)}
            </Card>
            <div class="grid pair">
                <RulesCard changed={answer.retry} />
                <RecipientsCard changed={messages.retry} />
            </div>
            <div class="grid">
                <MessagesCard answer={messages} />
            </div>
            <PaperNote answer={answer} />
        </>
    );
}

function NothingHere() {
    return (
        <Empty>
            Nothing here needs a hand. "Check all stock now" compares every shelf with its expected demand; from then on each import is checked as it comes.
        </Empty>
    );
}

function AlertsSentence({ alerts, currency, known }: { alerts: readonly Alert[]; currency: string; known: boolean }) {
    const open = alerts.filter((alert) => alert.state === 'open');
    if (!known || alerts.length === 0) return null;
    const stake = total(open.flatMap((alert) => alert.stake ?? []));
    const critical = open.filter((alert) => alert.severity === 'critical').length;
    return (
        <div class="say">
            <p>
                {open.length === 0
                    ? 'Every alert has been taken.'
                    : `${alerts.length === MOST ? 'More than ' : ''}${count(open.length)} ${plural(open.length, 'alert waits', 'alerts wait')} for somebody; about ${currency} ${money(stake)} of margin is at stake.`}
            </p>
            {open.length > 0 && (
                <p>
                    {count(critical)} {plural(critical, 'is', 'are')} critical ({percent(critical / open.length, 0)}): the shelf is empty before a delivery can come.
                </p>
            )}
        </div>
    );
}

function AlertFilters() {
    const { store, category } = filters.value;
    const stores = useStores();
    const categories = useCategories();
    const { severity = 'warning', state = '' } = address.value.filters;
    const chosen = (list: readonly { id: string; words: string }[], id: string) => list.find((item) => item.id === id) ?? { id, words: id };
    return (
        <div class="filters">
            <ListMenu label="Store" name="store" all={stores} chosen={store} />
            <ListMenu label="Category" name="category" all={categories} chosen={category} />
            <ChoiceMenu label="Severity" name="severity" choices={SEVERITIES} chosen={chosen(SEVERITIES, severity)} />
            <ChoiceMenu label="State" name="state" choices={STATES} chosen={chosen(STATES, state)} />
            <p class="paper">
                Stores: {store.join(', ') || 'all'}; categories: {category.join(', ') || 'all'}; severity: {severity}; state: {state || 'not resolved'}
            </p>
        </div>
    );
}
