/** The inbox: a row an alert, with what one can do about it. */
import { useSignal } from '@preact/signals';
import { exact, moneyAt, moneyPlaces, onePlace } from '../../lib/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { ruleName, sinceWhen, type Alert } from './figures.ts';
import { AlertHistory } from './history.tsx';

interface AlertTableProps {
    alerts: readonly Alert[];
    currency: string;
    busy: boolean;
    act: (operation: string, parameters: Readonly<Record<string, string>>) => void;
}

const PAGE = 60; // rows shown at a time
const MARKS: Readonly<Record<string, string>> = { critical: '✕', warning: '◆', info: '■' };

export function AlertTable({ alerts, currency, busy, act }: AlertTableProps) {
    const shown = useSignal(PAGE);
    const places = moneyPlaces(alerts.flatMap((alert) => alert.stake ?? []));
    const now = new Date();
    const columns: TableColumn<Alert>[] = [
        { head: 'Severity', wide: true, cell: (alert) => <Severity alert={alert} /> },
        {
            head: 'What is the matter',
            class: 'wrap',
            cell: (alert) => (
                <>
                    <Matter alert={alert} />
                    <span class="beneath todo">
                        <Acts alert={alert} busy={busy} act={act} />
                    </span>
                </>
            ),
        },
        { head: 'Store', wide: true, cell: (alert) => alert.store },
        { head: 'Days left', figure: true, wide: true, cell: (alert) => (alert.cover === null ? '' : onePlace(alert.cover)) },
        {
            head: `At stake, ${currency}`,
            figure: true,
            cell: (alert) => alert.stake && <span title={exact(alert.stake)}>{moneyAt(alert.stake, places)}</span>,
        },
        { head: 'Since', wide: true, class: 'm', cell: (alert) => <span title={alert.openedAt}>{sinceWhen(alert.openedAt, now)}</span> },
        { head: <span class="hidden">What to do</span>, wide: true, class: 'todo', cell: (alert) => <Acts alert={alert} busy={busy} act={act} /> },
    ];
    return (
        <>
            <Table caption="Alerts" rows={alerts.slice(0, shown.value)} columns={columns} keyOf={(alert) => alert.id} />
            {alerts.length > shown.value && (
                <p class="more">
                    <button type="button" class="btn" onClick={() => (shown.value += PAGE)}>
                        Show {Math.min(PAGE, alerts.length - shown.value)} more of {alerts.length}
                    </button>
                </p>
            )}
        </>
    );
}

function Severity({ alert }: { alert: Alert }) {
    return (
        <span class={alert.severity === 'info' ? 'm' : alert.severity === 'critical' ? 'dn' : 'warned'}>
            <span aria-hidden="true">{MARKS[alert.severity] ?? ''} </span>
            {alert.severity}
        </span>
    );
}

function Matter({ alert }: { alert: Alert }) {
    return (
        <>
            {alert.message}
            <span class="aside">
                <span class="onphone" aria-hidden="true">{MARKS[alert.severity] ?? ''} </span>
                {ruleName(alert.rule)}
                <span class="onphone"> · {alert.store}</span>
                {alert.state !== 'open' && ` · ${alert.state}`}
                {alert.snoozedUntil && ` until ${alert.snoozedUntil.slice(0, 16).replace('T', ' ')} UTC`}
                {alert.author && ` by ${alert.author}`}
                {alert.note && `: ${alert.note}`}
                {' · '}
                <AlertHistory id={alert.id} message={alert.message} />
            </span>
        </>
    );
}

function Acts({ alert, busy, act }: { alert: Alert; busy: boolean; act: AlertTableProps['act'] }) {
    if (alert.state === 'resolved') return null;
    const button = (words: string, operation: string, more: Readonly<Record<string, string>> = {}) => (
        <button type="button" class="quiet" disabled={busy} onClick={() => act(operation, { id: alert.id, ...more })}>
            {words}
            <span class="hidden">: {alert.message}</span>
        </button>
    );
    return (
        <>
            {alert.state !== 'acknowledged' && button('Take', 'alerts.acknowledge')}
            {alert.state !== 'snoozed' && button('Tomorrow', 'alerts.snooze', { for: '1d' })}
            {button('Close', 'alerts.resolve')}
        </>
    );
}
