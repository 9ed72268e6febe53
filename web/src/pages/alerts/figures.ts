/** Alerts as rows: what is the matter, where, since when, what it may cost. */
import { Decimal } from '../../lib/decimal.ts';
import { decimal, number, text, type Result } from '../../lib/table.ts';

export interface Alert {
    id: string;
    severity: string;
    state: string;
    rule: string;
    store: string;
    product: string;
    message: string;
    cover: number | null;
    stake: Decimal | null;
    openedAt: string;
    snoozedUntil: string;
    author: string;
    note: string;
}

export function readAlerts(result: Result | null): Alert[] {
    return (result?.rows ?? []).map((row) => ({
        id: text(row, 'alert_id'),
        severity: text(row, 'severity'),
        state: text(row, 'state'),
        rule: text(row, 'rule'),
        store: text(row, 'store'),
        product: text(row, 'product'),
        message: text(row, 'message'),
        cover: number(row, 'days_of_cover'),
        stake: decimal(row, 'money_at_stake'),
        openedAt: text(row, 'opened_at'),
        snoozedUntil: text(row, 'snoozed_until'),
        author: text(row, 'author'),
        note: text(row, 'note'),
    }));
}

/** "below reorder point" */
export function ruleName(rule: string): string {
    return rule.replaceAll('_', ' ');
}

/** "today 14:32", "2 days ago" */
export function sinceWhen(moment: string, now: Date): string {
    const opened = new Date(moment);
    if (Number.isNaN(opened.getTime())) return '';
    const minutes = Math.max(0, Math.round((now.getTime() - opened.getTime()) / 60_000));
    if (minutes < 1) return 'just now';
    if (minutes < 60) return `${minutes} min ago`;
    if (minutes < 24 * 60) return `${Math.round(minutes / 60)} h ago`;
    const days = Math.round(minutes / (24 * 60));
    return `${days} ${days === 1 ? 'day' : 'days'} ago`;
}
