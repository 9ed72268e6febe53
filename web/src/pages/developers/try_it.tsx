/** One call: its form, the line for a terminal, and what the server answers. */
import { useSignal } from '@preact/signals';
import { problemFrom } from '../../lib/problem.ts';
import { save } from '../../ui/save.ts';
import { askedOf, curlOf, type Endpoint, type Field } from './endpoints.ts';

const SHOWN = 20_000; // letters of an answer

interface Answered {
    status: number;
    words: string;
    milliseconds: number;
    text: string;
    bytes: Blob | null;
}

async function ask(endpoint: Endpoint, typed: Readonly<Record<string, string>>, type: string): Promise<Answered> {
    const { address, body } = askedOf(endpoint, typed);
    const start = performance.now();
    const response = await fetch(address, {
        method: endpoint.method,
        credentials: 'same-origin',
        headers: { Accept: type, ...(body === null ? {} : { 'Content-Type': 'application/json' }) },
        ...(body === null ? {} : { body }),
    });
    const bytes = await response.blob();
    const isText = /^(text\/|application\/(json|x-ndjson|problem\+json))/.test(bytes.type);
    return { status: response.status, words: response.statusText, milliseconds: performance.now() - start, text: isText ? (await bytes.text()).slice(0, SHOWN) : '', bytes: isText ? null : bytes };
}

export function TryIt({ endpoint }: { endpoint: Endpoint }) {
    const typed = useSignal<Readonly<Record<string, string>>>({});
    const type = useSignal(endpoint.types[0] ?? 'application/json');
    const answer = useSignal<Answered | null>(null);
    const wrong = useSignal('');
    const busy = useSignal(false);
    const send = () => {
        busy.value = true;
        wrong.value = '';
        ask(endpoint, typed.value, type.value)
            .then(
                (got) => (answer.value = got),
                (error: unknown) => (wrong.value = problemFrom(error).message),
            )
            .finally(() => (busy.value = false));
    };
    const line = curlOf(window.location.origin, endpoint, askedOf(endpoint, typed.value), type.value);
    return (
        <section class="card tryit" aria-label="Try it" aria-busy={busy.value}>
            <header>
                <h2>
                    {endpoint.method} {endpoint.path}
                </h2>
            </header>
            <p class="rest">{endpoint.summary}</p>
            <form
                class="upload"
                onSubmit={(event) => {
                    event.preventDefault();
                    send();
                }}
            >
                {endpoint.fields.map((field) => (
                    <Input key={field.name} field={field} value={typed.value[field.name] ?? ''} set={(value) => (typed.value = { ...typed.value, [field.name]: value })} />
                ))}
                <label>
                    Answer as
                    <select class="field" value={type.value} onChange={(event) => (type.value = event.currentTarget.value)}>
                        {(endpoint.types.length ? endpoint.types : ['application/json']).map((one) => (
                            <option key={one}>{one}</option>
                        ))}
                    </select>
                </label>
                <button type="submit" class={endpoint.method === 'GET' ? 'btn pri' : 'btn'} disabled={busy.value}>
                    {endpoint.method === 'GET' ? 'Ask' : 'Send'}
                </button>
            </form>
            <pre class="line" tabIndex={0} aria-label="For a terminal">
                {line}
            </pre>
            <div role="status">
                {wrong.value && <p class="rest dn">{wrong.value}</p>}
                {answer.value && (
                    <p class="rest">
                        {answer.value.status} {answer.value.words} in {Math.round(answer.value.milliseconds)} ms{' '}
                        {answer.value.bytes && (
                            <button type="button" class="quiet" onClick={() => answer.value?.bytes && save(answer.value.bytes, endpoint.path.split('/').slice(3).join('-'))}>
                                Keep the file
                            </button>
                        )}
                    </p>
                )}
            </div>
            {answer.value?.text && (
                <pre class="answer" tabIndex={0} aria-label="Answer">
                    {answer.value.text}
                </pre>
            )}
        </section>
    );
}

function Input({ field, value, set }: { field: Field; value: string; set: (value: string) => void }) {
    return (
        <label title={field.help}>
            {field.name}
            {field.required && ' (required)'}
            {field.allowed.length > 0 && !field.isList ? (
                <select class="field" value={value} onChange={(event) => set(event.currentTarget.value)}>
                    <option value="">{field.fallback ? `default: ${field.fallback}` : 'not given'}</option>
                    {field.allowed.map((item) => (
                        <option key={item}>{item}</option>
                    ))}
                </select>
            ) : (
                <input type="text" placeholder={field.fallback} value={value} onInput={(event) => set(event.currentTarget.value)} />
            )}
        </label>
    );
}
