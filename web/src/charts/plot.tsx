/** What all charts share: an image with a sentence, a cursor that ← and → and the pointer move, and a region that speaks. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useWidth } from './use_width.ts';

interface PlotProps {
    /** One sentence: what the chart shows. */
    summary: string;
    height: number;
    /** Points the cursor stops at. */
    count: number;
    /** Centre of point i, and the nearest point to x, for a width. */
    at: (i: number, width: number) => number;
    nearest: (x: number, width: number) => number;
    /** "Week of 20 Feb: 700,112, 135 thousand more than last year" */
    speak: (i: number) => string;
    /** (optional) A point was chosen: by a click, or by Enter at the cursor. */
    pick?: (i: number) => void;
    children: (width: number, cursor: number | null) => ComponentChildren;
}

export function Plot({ summary, height, count, at, nearest, speak, pick, children }: PlotProps) {
    const [figure, width] = useWidth<HTMLDivElement>();
    const cursor = useSignal<number | null>(null);
    const keyed = useSignal(false);
    const onKey = (event: KeyboardEvent) => {
        const now = cursor.value;
        if (event.key === 'ArrowRight') cursor.value = now === null ? 0 : Math.min(now + 1, count - 1);
        else if (event.key === 'ArrowLeft') cursor.value = now === null ? count - 1 : Math.max(now - 1, 0);
        else if (event.key === 'Home') cursor.value = 0;
        else if (event.key === 'End') cursor.value = count - 1;
        else if (event.key === 'Escape') cursor.value = null;
        else if (event.key === 'Enter' && now !== null && pick) pick(now);
        else return;
        keyed.value = true;
        event.preventDefault();
    };
    const pointed = (event: MouseEvent): number | null => {
        const box = figure.current?.getBoundingClientRect();
        const i = box ? nearest(event.clientX - box.left, width) : -1;
        return i >= 0 && i < count ? i : null;
    };
    const onPointer = (event: PointerEvent) => {
        keyed.value = false;
        cursor.value = pointed(event);
    };
    const onClick = (event: MouseEvent) => {
        const i = pointed(event);
        if (i !== null) pick?.(i);
    };
    const i = cursor.value;
    const words = i === null ? '' : speak(i);
    return (
        <div class="plot" ref={figure}>
            <svg
                role="img"
                aria-label={summary}
                tabIndex={0}
                viewBox={`0 0 ${width || 1} ${height}`}
                height={height}
                onKeyDown={onKey}
                onBlur={() => (cursor.value = null)}
                onPointerMove={onPointer}
                onPointerLeave={() => (cursor.value = null)}
                {...(pick && { onClick })}
            >
                {width > 0 && children(width, i)}
            </svg>
            {i !== null && (
                <div class={at(i, width) > width / 2 ? 'tip left' : 'tip'} style={{ left: `${at(i, width)}px` }} aria-hidden="true">
                    {words}
                </div>
            )}
            <p class="hidden" aria-live="polite">
                {keyed.value ? words : ''}
            </p>
        </div>
    );
}

/** Diagonal hatching of an id. */
export function Hatch({ id, colour }: { id: string; colour: string }) {
    return (
        <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V5" stroke={colour} stroke-width="1.3" />
        </pattern>
    );
}
