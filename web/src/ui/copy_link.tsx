/** The address holds the whole view; sharing it is sharing the view. */
import { useSignal } from '@preact/signals';

const SHOWN_MS = 2000;

export function CopyLink() {
    const copied = useSignal(false);
    const copy = async () => {
        await navigator.clipboard.writeText(window.location.href);
        copied.value = true;
        window.setTimeout(() => (copied.value = false), SHOWN_MS);
    };
    return (
        <button type="button" class="btn" onClick={() => void copy()}>
            <span role="status">{copied.value ? 'Link copied' : 'Copy link'}</span>
        </button>
    );
}
