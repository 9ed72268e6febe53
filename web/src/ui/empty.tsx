/** What is missing, what it would show, and what cures it. Never an empty chart, never a zero for "unknown". */
import type { ComponentChildren } from 'preact';

export function Empty({ children }: { children: ComponentChildren }) {
    return <p class="empty">{children}</p>;
}
