/** Every operation this person may call: what it does, its parameters, what comes back, examples. A rendering of the table of operations. */
import { useSignal } from '@preact/signals';
import { Head } from '../../frame/head.tsx';
import { operations, type Operation } from '../../state/session.ts';

export default function Reference() {
    const words = useSignal('');
    const wanted = words.value.trim().toLowerCase().split(/\s+/);
    const all = [...operations.value.values()].sort((a, b) => a.name.localeCompare(b.name));
    const shown = all.filter((operation) => wanted.every((word) => `${operation.name} ${operation.summary}`.toLowerCase().includes(word)));
    return (
        <>
            <Head title="Operations" />
            <p class="filters">
                <input type="search" aria-label="Search operations" placeholder="Search" value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
                <span class="note" role="status">
                    {shown.length} of {all.length}
                </span>
            </p>
            <div class="stack">
                {shown.map((operation) => (
                    <Entry key={operation.name} operation={operation} />
                ))}
            </div>
        </>
    );
}

function Entry({ operation }: { operation: Operation }) {
    const words = operation.name.replaceAll('.', ' ');
    return (
        <details class="card operation">
            <summary>
                <b>{words}</b> {operation.summary}
            </summary>
            {operation.details && <p>{operation.details}</p>}
            <Facts title="Parameters" rows={operation.params.map((param) => [`--${param.name}`, [param.help, param.allowed && `one of ${param.allowed.join(', ')}`, param.default && `default ${param.default}`].filter(Boolean).join('; '), param.type])} />
            <Facts title="Columns" rows={operation.columns.map((column) => [column.name, column.help ?? '', column.type])} />
            {(operation.examples ?? []).map((example) => (
                <pre key={example} tabIndex={0}>
                    {example}
                </pre>
            ))}
        </details>
    );
}

function Facts({ title, rows }: { title: string; rows: readonly (readonly [string, string, string])[] }) {
    if (rows.length === 0) return null;
    return (
        <dl class="facts" aria-label={title}>
            {rows.map(([name, help, type]) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd>
                        {help} <span class="note">{type}</span>
                    </dd>
                </div>
            ))}
        </dl>
    );
}
