/** Name and password for a session; behind a user's first link, the password they choose. */
import { useState } from 'preact/hooks';
import { signIn } from '../lib/api.ts';
import { problemFrom } from '../lib/problem.ts';
import { loadSession } from '../state/session.ts';

function Secret({ label, name, fills }: { label: string; name: string; fills: 'current-password' | 'new-password' }) {
    return (
        <label class="alone-field">
            <span>{label}</span>
            <input type="password" name={name} autocomplete={fills} required />
        </label>
    );
}

/** The token of a first link stands behind the '#', where no server sees it again. */
export function welcomeToken(): string | null {
    const token = location.hash.slice(1);
    return location.pathname === '/welcome' && /^[0-9a-f]{64}$/.test(token) ? token : null;
}

export function SignIn() {
    const token = welcomeToken();
    const [message, setMessage] = useState('');
    const [busy, setBusy] = useState(false);

    async function send(event: SubmitEvent) {
        event.preventDefault();
        const given = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
        if (token && given['password'] !== given['again']) {
            setMessage('The two passwords differ.');
            return;
        }
        setBusy(true);
        try {
            await signIn(token ? 'welcome' : 'sign-in', token ? { token, password: given['password'] ?? '' } : given);
            history.replaceState(null, '', token ? '/' : location.href);
            await loadSession();
            location.reload();
        } catch (error) {
            const problem = problemFrom(error);
            setMessage(problem.isSignedOut && token ? 'This link was used, or is too old: ask for another one.' : problem.message);
            setBusy(false);
        }
    }

    return (
        <main class="alone" id="content">
            <h1>{token ? 'Choose your password' : 'Sign in'}</h1>
            <form class="alone-form" onSubmit={(event) => void send(event)}>
                {token ? null : (
                    <label class="alone-field">
                        <span>Name</span>
                        <input type="text" name="name" autocomplete="username" required />
                    </label>
                )}
                <Secret label="Password" name="password" fills={token ? 'new-password' : 'current-password'} />
                {token ? <Secret label="The same again" name="again" fills="new-password" /> : null}
                {token ? <p class="muted">At least 12 characters. A few words in a row are easy to keep and hard to guess.</p> : null}
                <p role="alert" class="alone-problem">
                    {message}
                </p>
                <button type="submit" class="btn" disabled={busy}>
                    {token ? 'Keep it and go on' : 'Sign in'}
                </button>
            </form>
            {token ? null : (
                <p class="muted">
                    Without a name: on the machine that serves, <code>retailinsight link</code> prints a link that works once.
                </p>
            )}
        </main>
    );
}
