/** One person, by their own number: what they allowed, all that is held about them, and erasing it. */
import { useSignal } from '@preact/signals';
import { csvOf } from '../../lib/csv.ts';
import { count } from '../../lib/format.ts';
import { flag, number, text, type Result, type Row } from '../../lib/table.ts';
import { useChange } from '../../state/change.ts';
import { knows } from '../../state/session.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { saveText } from '../../ui/save.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** What is shown of the person named in the form; each answer is of that number. */
interface Shown {
    consents: Result | null;
    held: Result | null;
    erased: Result | null;
    /** Asked once: the next press erases. */
    sure: boolean;
}

const NOTHING_SHOWN: Shown = { consents: null, held: null, erased: null, sure: false };
const HELD_ROWS = 10;

const HELD: readonly TableColumn<Row>[] = [
    { head: 'Held as', cell: (row) => text(row, 'section') },
    { head: 'Of it', wide: true, class: 'm', cell: (row) => text(row, 'entry') },
    { head: 'What', cell: (row) => text(row, 'field').replaceAll('_', ' ') },
    { head: 'Value', class: 'held', cell: (row) => text(row, 'value') },
];
const ERASED: readonly TableColumn<Row>[] = [
    { head: 'Erased', cell: (row) => text(row, 'what') },
    { head: 'How many', figure: true, cell: (row) => count(number(row, 'count') ?? 0) },
];

const saidOf = (row: Row) => (row.granted === null || row.granted === undefined ? 'never asked' : flag(row, 'granted') ? 'yes' : 'no');

export function PersonCard() {
    const customer = useSignal('');
    const shown = useSignal<Shown>(NOTHING_SHOWN);
    const { busy, problem, act, forget } = useChange();
    const who = customer.value.trim();
    const show = (part: Partial<Shown>) => (shown.value = { ...shown.value, sure: false, ...part });
    const look = () => act('customers.consent', { customer: who }, (consents) => show({ consents }));
    const allow = (channel: string, set: string) => act('customers.consent', { customer: who, channel, set, source: 'dashboard' }, look);
    const held = () => act('customers.export', { customer: who }, (result) => show({ held: result, erased: null }));
    const erase = () => act('customers.erase', { customer: who }, (erased) => show({ ...NOTHING_SHOWN, erased }));
    if (!knows('customers.consent')) return null;
    const consents: TableColumn<Row>[] = [
        { head: 'By', cell: (row) => text(row, 'channel') },
        { head: 'Allowed', cell: saidOf },
        { head: 'Where it was said', wide: true, class: 'm', cell: (row) => text(row, 'source') },
        {
            head: <span class="hidden">What to do</span>,
            class: 'todo',
            cell: (row) => {
                const set = saidOf(row) === 'yes' ? 'no' : 'yes';
                return (
                    <button type="button" class="quiet" disabled={busy} onClick={() => allow(text(row, 'channel'), set)}>
                        {set === 'yes' ? 'They allow it' : 'They forbid it'}
                        <span class="hidden"> by {text(row, 'channel')}</span>
                    </button>
                );
            },
        },
    ];
    return (
        <section class="card person" aria-label="One customer" aria-busy={busy}>
            <header>
                <h2>One customer</h2>
                <p>what they allowed, what is held about them, and erasing it; each is noted in the audit</p>
            </header>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    look();
                }}
            >
                <label>
                    Customer number
                    <input
                        type="text"
                        class="field"
                        value={customer.value}
                        onInput={(event) => {
                            customer.value = event.currentTarget.value;
                            shown.value = NOTHING_SHOWN;
                            forget();
                        }}
                    />
                </label>
                <button type="submit" class="btn" disabled={busy || !who}>
                    What they allowed
                </button>
                {knows('customers.export') && (
                    <button type="button" class="btn" disabled={busy || !who} onClick={held}>
                        All that is held
                    </button>
                )}
                {knows('customers.erase') && (
                    <button type="button" class="btn" disabled={busy || !who} onClick={() => (shown.value.sure ? erase() : show({ sure: true }))}>
                        {shown.value.sure ? `Erase ${who} for good` : 'Erase'}
                    </button>
                )}
                {shown.value.sure && (
                    <p class="words wide" role="status">
                        Number, name, contacts, consent and lists go, everywhere, and there is no way back. Receipts stay and lead to nobody. Press once more to do it.
                    </p>
                )}
                {problem && <ErrorBox problem={problem} retry={look} />}
            </form>
            {shown.value.consents && (
                <Table
                    caption="What the customer allowed"
                    rows={shown.value.consents.rows.filter((row) => row.granted === null || flag(row, 'current'))}
                    columns={consents}
                    keyOf={(row) => text(row, 'channel')}
                />
            )}
            {shown.value.held && <Held result={shown.value.held} who={who} />}
            {shown.value.erased && <Table caption="What was erased" rows={shown.value.erased.rows} columns={ERASED} keyOf={(row) => text(row, 'what')} />}
        </section>
    );
}

function Held({ result, who }: { result: Result; who: string }) {
    return (
        <>
            <Table caption="All that is held" rows={result.rows.slice(0, HELD_ROWS)} columns={HELD} keyOf={(row) => String(result.rows.indexOf(row))} />
            <p class="rest">
                {count(result.rows.length)} entries.{' '}
                <button type="button" class="quiet" onClick={() => saveText(csvOf(result.columns, result.rows), `customer-${who}.csv`)}>
                    Save all as a file
                </button>
            </p>
        </>
    );
}
