/** A long history with its forecast, by uPlot: it draws thousands of days at once. The wrapper gives it the name, the keys
 *  and the voice that a canvas lacks. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { toNumber, type Day } from '../lib/date.ts';
import { axis } from '../lib/format.ts';
import { theme } from '../state/theme.ts';
import type { DemandDay } from './demand_bars.tsx';
import { useWidth } from './use_width.ts';

interface LongHistoryProps {
    days: readonly DemandDay[];
    first: Day;
    summary: string;
    speak: (i: number) => string;
}

const HEIGHT = 412;
const DAY_S = 86_400;

/** A colour of the style sheet, as the canvas needs it. */
function colour(element: Element, name: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    element.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
}

/** Columns over the full height of days that say nothing about demand: an empty shelf, a closed store; and where the forecast begins. */
function drawDays(u: uPlot, days: readonly DemandDay[], out: string, closed: string, begin: string): void {
    const { ctx, bbox } = u;
    const column = (i: number, fill: string) => {
        const left = u.valToPos(u.data[0][i] ?? 0, 'x', true);
        const wide = Math.max(u.valToPos((u.data[0][i] ?? 0) + DAY_S, 'x', true) - left, 1);
        ctx.fillStyle = fill;
        ctx.fillRect(left - wide / 2, bbox.top, wide, bbox.height);
    };
    ctx.save();
    days.forEach((day, i) => {
        if (day.closed) column(i, closed);
        else if (day.wanted !== null) column(i, out);
    });
    const start = days.findIndex((day) => day.forecast !== null);
    if (start > 0) {
        const x = u.valToPos((u.data[0][start] ?? 0) - DAY_S / 2, 'x', true);
        ctx.strokeStyle = begin;
        ctx.setLineDash([2, 3]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
    }
    ctx.restore();
}

function options(element: HTMLElement, width: number, days: readonly DemandDay[], at: (i: number | null) => void): uPlot.Options {
    const ink3 = colour(element, 'ink3');
    const grid = { stroke: colour(element, 'grid'), width: 1 };
    const out = colour(element, 'line2');
    const closed = colour(element, 'sunken');
    const begin = colour(element, 'ink3');
    const font = '11px Inter, system-ui, sans-serif';
    const line = (stroke: string, width: number): uPlot.Series => ({ stroke, width, points: { show: false } });
    return {
        width,
        height: HEIGHT,
        padding: [12, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        scales: { x: { time: true }, y: { range: (_u, _low, high) => [0, Math.max(high, 1) * 1.05] } },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        series: [
            {},
            { ...line(colour(element, 's1'), 1), fill: colour(element, 'band') },
            line(colour(element, 's1'), 2),
            line('transparent', 0),
            line('transparent', 0),
        ],
        bands: [{ series: [4, 3], fill: colour(element, 'band') }],
        axes: [
            { stroke: ink3, grid, font, ticks: { show: false } },
            { stroke: ink3, grid, font, ticks: { show: false }, size: 40, values: (_u, values) => values.map(axis) },
        ],
        hooks: { setCursor: [(u) => at(u.cursor.idx ?? null)], drawClear: [(u) => drawDays(u, days, out, closed, begin)] },
    };
}

function dataOf(days: readonly DemandDay[], first: Day): uPlot.AlignedData {
    const start = toNumber(first) * DAY_S;
    return [
        days.map((_, i) => start + i * DAY_S),
        days.map((day) => day.sold),
        days.map((day) => day.forecast?.mean ?? null),
        days.map((day) => day.forecast?.low ?? null),
        days.map((day) => day.forecast?.high ?? null),
    ];
}

export default function LongHistory({ days, first, summary, speak }: LongHistoryProps) {
    const [box, width] = useWidth<HTMLDivElement>();
    const canvas = useRef<HTMLDivElement>(null);
    const cursor = useSignal<number | null>(null);
    const keyed = useSignal(false);
    const chosenTheme = theme.value;
    useEffect(() => {
        const target = canvas.current;
        if (!target || !width) return undefined;
        const plot = new uPlot(options(target, width, days, (i) => (cursor.value = i)), dataOf(days, first), target);
        return () => plot.destroy();
    }, [days, first, width, chosenTheme]);
    const onKey = (event: KeyboardEvent) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (!step) return;
        cursor.value = Math.max(0, Math.min((cursor.value ?? (step > 0 ? -1 : days.length)) + step, days.length - 1));
        keyed.value = true;
        event.preventDefault();
    };
    const words = cursor.value === null ? '' : speak(cursor.value);
    return (
        <div class="plot" ref={box}>
            <div ref={canvas} role="img" aria-label={summary} tabIndex={0} onKeyDown={onKey} onPointerMove={() => (keyed.value = false)} />
            {words && (
                <div class="tip corner" aria-hidden="true">
                    {words}
                </div>
            )}
            <p class="hidden" aria-live="polite">
                {keyed.value ? words : ''}
            </p>
        </div>
    );
}
