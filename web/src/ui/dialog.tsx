/** A dialog of the browser's own: it keeps the focus, closes with Esc and gives the focus back. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
    title: string;
    /** A signal, or anything else with a value that can be set. */
    open: { value: boolean };
    wide?: boolean;
    children: ComponentChildren;
}

export function Dialog({ title, open, wide, children }: DialogProps) {
    const element = useRef<HTMLDialogElement>(null);
    const shown = open.value;
    // Before the screen is drawn, so that what is typed at once goes where the focus will be.
    useLayoutEffect(() => {
        const dialog = element.current;
        if (!dialog || shown === dialog.open) return;
        if (shown) dialog.showModal();
        else dialog.close();
    }, [shown]);
    return (
        <dialog
            ref={element}
            class={wide ? 'wide' : undefined}
            aria-label={title}
            onClose={() => (open.value = false)}
            onClick={(event) => {
                if (event.target === element.current) open.value = false; // the shade around it
            }}
        >
            <div class="dialog">
                <header>
                    <h2>{title}</h2>
                    <button type="button" class="quiet" onClick={() => (open.value = false)}>
                        Close
                    </button>
                </header>
                {children}
            </div>
        </dialog>
    );
}
