/** The width a chart has, in CSS pixels, so that its text keeps its size. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

export function useWidth<E extends HTMLElement>(): [{ current: E | null }, number] {
    const element = useRef<E>(null);
    const width = useSignal(0);
    useLayoutEffect(() => {
        const target = element.current;
        if (!target) return undefined;
        width.value = Math.round(target.clientWidth);
        const observer = new ResizeObserver(() => {
            const now = Math.round(target.clientWidth);
            if (now > 0) width.value = now;
        });
        observer.observe(target);
        return () => observer.disconnect();
    }, []);
    return [element, width.value];
}
