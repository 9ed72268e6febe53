/** Title, how fresh the figures are, and what one can do. */
import type { ComponentChildren } from 'preact';

export function Head({ title, sub, children }: { title: string; sub?: ComponentChildren; children?: ComponentChildren }) {
    return (
        <div class="head">
            <h1>{title}</h1>
            {sub && <p class="sub">{sub}</p>}
            {children && <div class="acts">{children}</div>}
        </div>
    );
}
