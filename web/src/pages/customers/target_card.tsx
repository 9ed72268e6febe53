/** A campaign: whom to contact, how many that makes, and the list kept with its control group. */
import { useSignal } from '@preact/signals';
import { csvOf } from '../../lib/csv.ts';
import { count, percent } from '../../lib/format.ts';
import { longDay } from '../../lib/date.ts';
import { number, text, type Result } from '../../lib/table.ts';
import type { Parameters } from '../../lib/api.ts';
import { useChange } from '../../state/change.ts';
import { knows } from '../../state/session.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { saveText } from '../../ui/save.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { readSegments, type CustomerFigures } from './figures.ts';

const CHANNELS = ['email', 'sms', 'post'] as const;
const SCORES: readonly [string, string][] = [
    ['value', 'worth most from here on'],
    ['risk', 'most money about to be lost'],
    ['rfm', 'best by recency, frequency and money'],
    ['monetary', 'spent most'],
];

interface Campaign {
    name: string;
    channel: string;
    starts: string;
    ends: string;
    /** null: fewer than ten. */
    contacted: number | null;
    control: number | null;
    cancelled: boolean;
}

function readCampaigns(result: Result | null): Campaign[] {
    return (result?.rows ?? []).map((row) => ({
        name: text(row, 'name'),
        channel: text(row, 'channel'),
        starts: text(row, 'starts_on'),
        ends: text(row, 'ends_on'),
        contacted: number(row, 'contacted'),
        control: number(row, 'control'),
        cancelled: text(row, 'cancelled_at') !== '',
    }));
}

const SERVICES: readonly [string, string][] = [
    ['mailchimp', 'Mailchimp'],
    ['klaviyo', 'Klaviyo'],
];

function fewOr(people: number | null): string {
    return people === null ? 'under ten' : count(people);
}

const columnsOf = (act: ReactionTo): TableColumn<Campaign>[] => [
    { head: 'Campaign', cell: (campaign) => campaign.name },
    { head: 'By', wide: true, cell: (campaign) => campaign.channel },
    { head: 'Measured', wide: true, class: 'm', cell: (campaign) => `${longDay(campaign.starts)} – ${longDay(campaign.ends)}` },
    { head: 'To contact', figure: true, cell: (campaign) => fewOr(campaign.contacted) },
    { head: 'Left alone', figure: true, wide: true, cell: (campaign) => fewOr(campaign.control) },
    { head: <span class="hidden">What to do</span>, class: 'todo', cell: (campaign) => (campaign.cancelled ? 'given up' : <ToDo campaign={campaign} act={act} />) },
];

interface ReactionTo {
    busy: boolean;
    cancel: (name: string) => void;
    /** Hands the file of whom to contact over, with the columns of that service. */
    send: (name: string, service: string) => void;
}

/** The list for a mailing service, without the control group; or giving it up, so that its customers are free. */
function ToDo({ campaign: { name, channel }, act: { busy, cancel, send } }: { campaign: Campaign; act: ReactionTo }) {
    const sure = useSignal(false);
    return (
        <>
            {channel !== 'post' &&
                knows('customers.mailing') &&
                SERVICES.map(([service, words]) => (
                    <button key={service} type="button" class="quiet" disabled={busy} onClick={() => send(name, service)}>
                        {words}
                        <span class="hidden">: list of {name}</span>
                    </button>
                ))}
            {knows('customers.cancel') && (
                <button type="button" class="quiet" disabled={busy} onClick={() => (sure.value ? cancel(name) : (sure.value = true))}>
                    {sure.value ? 'Give up for good' : 'Give up'}
                    <span class="hidden">: {name}</span>
                </button>
            )}
        </>
    );
}

export function TargetCard({ figures }: { figures: CustomerFigures }) {
    const { campaigns } = figures;
    const kept = readCampaigns(campaigns.result);
    const { busy, problem, act } = useChange();
    const cancel = (name: string) => act('customers.cancel', { campaign: name }, campaigns.retry);
    const send = (name: string, service: string) =>
        act('customers.mailing', { campaign: name, service }, (result) => saveText(csvOf(result.columns, result.rows), `${name}-${service}.csv`));
    return (
        <Card title="Campaigns" note="lists respect consent and rest; a part is drawn to be left alone, so that the effect can be measured" answer={campaigns} rows={6} class="target">
            {() => (
                <>
                    <Builder figures={figures} />
                    {kept.length > 0 && <Table caption="Campaigns" rows={kept} columns={columnsOf({ busy, cancel, send })} keyOf={(campaign) => campaign.name} />}
                    {problem && <ErrorBox problem={problem} retry={campaigns.retry} />}
                </>
            )}
        </Card>
    );
}

interface Preview {
    contact: number;
    control: number;
    notes: readonly string[];
}

function previewOf(result: Result): Preview {
    const groups = result.rows.map((row) => text(row, 'group'));
    return { contact: groups.filter((group) => group === 'contact').length, control: groups.filter((group) => group === 'control').length, notes: result.notes };
}

function Builder({ figures: { segments, campaigns, clusters } }: { figures: CustomerFigures }) {
    const form = useSignal({ name: '', segment: '', channel: 'email', score: 'value', size: '500', control: '0.1' });
    const preview = useSignal<Preview | null>(null);
    const { busy, problem, act } = useChange();
    const set = (field: keyof typeof form.value) => (event: { currentTarget: { value: string } }) => {
        form.value = { ...form.value, [field]: event.currentTarget.value };
        preview.value = null;
    };
    const { name, segment, channel, score, size, control } = form.value;
    const parameters: Parameters = { ...(segment ? { segment, clusters: clusters.id } : {}), channel, score, size, 'control-share': control };
    const look = () => act('customers.target', parameters, (result) => (preview.value = previewOf(result))); // without a name nothing is kept
    const keep = () =>
        act('customers.target', { ...parameters, campaign: name }, () => {
            form.value = { ...form.value, name: '' };
            preview.value = null;
            campaigns.retry();
        });
    return (
        <form
            class="upload"
            aria-busy={busy}
            onSubmit={(event) => {
                event.preventDefault();
                if (name) keep();
                else look();
            }}
        >
            <label>
                Group
                <select class="field" value={segment} onChange={set('segment')}>
                    <option value="">all customers</option>
                    {readSegments(segments.result).map((group) => (
                        <option key={group.profile} value={group.profile}>
                            {group.profile}
                        </option>
                    ))}
                </select>
            </label>
            <label>
                Best first
                <select class="field" value={score} onChange={set('score')}>
                    {SCORES.map(([id, words]) => (
                        <option key={id} value={id}>
                            {words}
                        </option>
                    ))}
                </select>
            </label>
            <label>
                By
                <select class="field" value={channel} onChange={set('channel')}>
                    {CHANNELS.map((id) => (
                        <option key={id}>{id}</option>
                    ))}
                </select>
            </label>
            <label>
                At most
                <input type="text" class="field narrow" inputMode="numeric" pattern="[0-9]+" value={size} onInput={set('size')} />
            </label>
            <label>
                Left alone
                <select class="field" value={control} onChange={set('control')}>
                    {['0.05', '0.1', '0.2', '0.3'].map((share) => (
                        <option key={share} value={share}>
                            {percent(Number(share), 0)}
                        </option>
                    ))}
                </select>
            </label>
            <button type="button" class="btn" disabled={busy} onClick={look}>
                See how many
            </button>
            <label>
                Name
                <input type="text" class="field name" value={name} onInput={(event) => (form.value = { ...form.value, name: event.currentTarget.value })} />
            </label>
            <button type="submit" class="btn pri" disabled={busy || !name}>
                Keep this list
            </button>
            {preview.value && (
                <p class="words wide" role="status">
                    <b>
                        {count(preview.value.contact)} to contact, {count(preview.value.control)} left alone.
                    </b>{' '}
                    {preview.value.notes.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`).join(' ')}
                </p>
            )}
            {problem && <ErrorBox problem={problem} retry={look} />}
        </form>
    );
}
