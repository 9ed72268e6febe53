/** Where a number comes from: its meaning in words, what it was asked with, the data it was counted from, and the command
 *  that prints the same number. The words are the table of operations'. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { commandOf } from '../lib/command.ts';
import { addDays, dayRange } from '../lib/date.ts';
import { COMPARISONS } from '../lib/period.ts';
import { count } from '../lib/format.ts';
import { how, type HowTarget } from '../state/how.ts';
import { columnHelp, operations } from '../state/session.ts';
import { Dialog } from './dialog.tsx';

const open = {
    get value() {
        return how.value !== null;
    },
    set value(next: boolean) {
        if (!next) how.value = null;
    },
};

export function HowComputed() {
    const target = how.value;
    return (
        <Dialog title={target ? `How computed: ${target.title}` : 'How computed'} open={open}>
            {target && <Origin target={target} />}
        </Dialog>
    );
}

function Origin({ target }: { target: HowTarget }) {
    const operation = operations.value.get(target.operation);
    const help = target.column ? columnHelp(target.operation, target.column) : null;
    const command = commandOf(target.operation, target.parameters);
    return (
        <dl class="how">
            {help && (
                <Fact name="Meaning">
                    {target.title}: {help}.
                </Fact>
            )}
            {operation && (
                <Fact name="From">
                    {operation.summary}. {operation.details}
                </Fact>
            )}
            <Facts parameters={target.parameters} />
            <Fact name="Data version">{count(target.version)}</Fact>
            {target.notes.length > 0 && (
                <Fact name="To know">
                    {target.notes.map((note) => (
                        <p key={note}>{note}</p>
                    ))}
                </Fact>
            )}
            <Fact name="Same number">
                <code>{command}</code>
                <CopyButton words={command} />
            </Fact>
        </dl>
    );
}

function Facts({ parameters }: { parameters: HowTarget['parameters'] }) {
    const { from, to, compare, ...others } = parameters;
    const comparison = COMPARISONS.find((c) => c.id === compare && c.id !== 'none');
    return (
        <>
            {from && to && <Fact name="Period">{dayRange(from, addDays(to, -1))}</Fact>}
            {comparison && <Fact name="Compared with">{comparison.words.toLowerCase()}</Fact>}
            {Object.entries(others).map(([name, value]) => (
                <Fact key={name} name={name.charAt(0).toUpperCase() + name.slice(1)}>
                    {value.replaceAll(',', ', ')}
                </Fact>
            ))}
        </>
    );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
    return (
        <div>
            <dt>{name}</dt>
            <dd>{children}</dd>
        </div>
    );
}

function CopyButton({ words }: { words: string }) {
    const copied = useSignal(false);
    return (
        <button
            type="button"
            class="quiet"
            onClick={() => {
                void navigator.clipboard?.writeText(words).then(() => (copied.value = true));
            }}
        >
            <span role="status">{copied.value ? 'Copied' : 'Copy'}</span>
        </button>
    );
}
