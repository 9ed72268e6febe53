/** A filter: a button that says label and value, and a small panel that changes it. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';

interface MenuProps {
    label: string;
    value: string;
    /** Differs from what holds without a choice. */
    changed?: boolean;
    children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, value, changed, children }: MenuProps) {
    const open = useSignal(false);
    const button = useRef<HTMLButtonElement>(null);
    const panel = useRef<HTMLDivElement>(null);
    const id = useId();
    const close = () => {
        open.value = false;
        button.current?.focus();
    };
    usePlace(button, panel, open.value);
    useEffect(() => {
        if (!open.value) return undefined;
        const outside = (event: Event) => {
            const target = event.target;
            if (!(target instanceof Node) || target.contains(panel.current)) return; // the focus of a label goes to what holds it
            if (!panel.current?.contains(target) && !button.current?.contains(target)) open.value = false;
        };
        document.addEventListener('pointerdown', outside);
        document.addEventListener('focusin', outside);
        return () => {
            document.removeEventListener('pointerdown', outside);
            document.removeEventListener('focusin', outside);
        };
    }, [open.value]);
    return (
        <div class="menu">
            <button
                ref={button}
                type="button"
                class={changed ? 'f on' : 'f'}
                aria-haspopup="dialog"
                aria-expanded={open.value}
                aria-controls={open.value ? id : undefined}
                onClick={() => (open.value = !open.value)}
            >
                <span>{label}</span> {value}
            </button>
            {open.value && (
                <div
                    ref={panel}
                    id={id}
                    class="panel"
                    role="dialog"
                    aria-label={label}
                    onKeyDown={(event) => {
                        if (event.key !== 'Escape') return;
                        event.preventDefault();
                        close();
                    }}
                >
                    {children(close)}
                </div>
            )}
        </div>
    );
}

/** Under its button, within the window; the style sheet makes it a sheet at the foot on phones. */
function usePlace(button: { current: HTMLElement | null }, panel: { current: HTMLElement | null }, open: boolean): void {
    useLayoutEffect(() => {
        const from = button.current?.getBoundingClientRect();
        const box = panel.current;
        if (!open || !from || !box) return;
        const left = Math.max(8, Math.min(from.left, document.documentElement.clientWidth - box.offsetWidth - 8));
        box.style.left = `${left}px`;
        box.style.top = `${from.bottom + 4}px`;
        box.querySelector<HTMLElement>('input:checked, input, button')?.focus({ preventScroll: true });
    }, [open]);
}
