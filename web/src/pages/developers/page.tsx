/** The API, to try: every address that the server's own description lists, with a form, its answer, and the line for a terminal. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Head } from '../../frame/head.tsx';
import { getJson } from '../../lib/api.ts';
import { count } from '../../lib/format.ts';
import { problemFrom, type Problem } from '../../lib/problem.ts';
import { address, setFilters } from '../../state/address.ts';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBox } from '../../ui/error_box.tsx';
import { readPaths, type Described, type Endpoint } from './endpoints.ts';
import { TryIt } from './try_it.tsx';

export default function Developers() {
    const endpoints = useSignal<readonly Endpoint[] | null>(null);
    const problem = useSignal<Problem | null>(null);
    const words = useSignal('');
    const load = () => {
        problem.value = null;
        getJson<Described>('/openapi.json').then(
            (description) => (endpoints.value = readPaths(description)),
            (error: unknown) => (problem.value = problemFrom(error)),
        );
    };
    useEffect(load, []);
    const all = endpoints.value ?? [];
    const wanted = words.value.trim().toLowerCase().split(/\s+/);
    const shown = all.filter((one) => wanted.every((word) => `${one.path} ${one.summary}`.toLowerCase().includes(word)));
    const chosen = all.find((one) => `${one.method} ${one.path}` === address.value.filters.call);
    return (
        <>
            <Head title="API" />
            <div class="say">
                <p>Everything this program does can be asked over HTTP; try it here with your own rights.</p>
                <p>
                    A program asks with a key: <code>Authorization: Bearer …</code>. The guide with examples is at <a href="/docs/api">/docs/api</a>, the description for tools at{' '}
                    <a href="/openapi.json" download>
                        /openapi.json
                    </a>
                    .
                </p>
            </div>
            {problem.value && <ErrorBox problem={problem.value} retry={load} />}
            <div class="grid explorer" aria-busy={endpoints.value === null && !problem.value}>
                <section class="card" aria-label="Addresses">
                    <header>
                        <h2>Addresses</h2>
                        <p>{count(shown.length)} shown</p>
                    </header>
                    <p class="rest">
                        <input type="search" aria-label="Search addresses" placeholder="Search" value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
                    </p>
                    <ul class="endpoints" tabIndex={0} aria-label="Addresses">
                        {shown.map((one) => (
                            <li key={`${one.method} ${one.path}`}>
                                <button type="button" class="quiet" aria-pressed={one === chosen} onClick={() => setFilters({ call: `${one.method} ${one.path}` })}>
                                    <b>{one.method}</b> {one.path}
                                </button>
                                <p>{one.summary}</p>
                            </li>
                        ))}
                    </ul>
                </section>
                {chosen ? (
                    <TryIt key={`${chosen.method} ${chosen.path}`} endpoint={chosen} />
                ) : (
                    <section class="card" aria-label="Try it">
                        <header>
                            <h2>Try it</h2>
                        </header>
                        <div class="body">
                            <Empty>Choose an address. GET asks and changes nothing; POST may change something, which the audit then shows under your name.</Empty>
                        </div>
                    </section>
                )}
            </div>
        </>
    );
}
