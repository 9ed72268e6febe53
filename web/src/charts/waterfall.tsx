/** A change taken apart: causes from zero, one under the other, and their sum. */
import { exact, money, moneyChangeAt, moneyPlaces } from '../lib/format.ts';
import type { Decimal } from '../lib/decimal.ts';
import { toneOf } from '../ui/change.tsx';
import { linear, round } from './scale.ts';
import { useWidth } from './use_width.ts';

export interface Cause {
    name: string;
    amount: Decimal;
}

interface WaterfallProps {
    before: { name: string; amount: Decimal };
    causes: readonly Cause[];
    change: Decimal;
    after: { name: string; amount: Decimal };
    summary: string;
}

const ROW = 28;
const NAME = 140;
const FIGURE = 92;

export function Waterfall({ before, causes, change, after, summary }: WaterfallProps) {
    const [box, width] = useWidth<HTMLDivElement>();
    const steps: Array<{ cause: Cause; from: number; to: number }> = [];
    let at = 0;
    for (const cause of causes) {
        steps.push({ cause, from: at, to: at + cause.amount.toNumber() });
        at += cause.amount.toNumber();
    }
    const marks = [0, at, ...steps.map((step) => step.to)];
    const x = linear([Math.min(...marks), Math.max(...marks)], [NAME, Math.max(width - FIGURE, NAME + 20)]);
    const places = moneyPlaces([change, ...causes.map((cause) => cause.amount)]);
    const foot = (causes.length + 1) * ROW + 24;
    return (
        <div class="plot" ref={box}>
            <svg role="img" aria-label={summary} viewBox={`0 0 ${width || 1} ${foot + 30}`} height={foot + 30}>
                {width > 0 && (
                    <>
                        <Line y={18} name={before.name} figure={money(before.amount)} title={exact(before.amount)} width={width} />
                        <path d={`M${round(x(0))} 28V${foot - 2}`} class="axis" />
                        {steps.map(({ cause, from, to }, i) => {
                            const y = 35 + i * ROW;
                            return (
                                <g key={cause.name}>
                                    <Line y={y + 11} name={cause.name} figure={arrowed(cause.amount, places)} width={width} />
                                    <rect
                                        x={round(Math.min(x(from), x(to)))}
                                        y={y}
                                        width={Math.max(1, round(Math.abs(x(to) - x(from))))}
                                        height="14"
                                        class={toneOf(cause.amount.sign()) === 'dn' ? 'bad' : 'good'}
                                    />
                                    <path d={`M${round(x(to))} ${y + 14}v${ROW - 14}`} class="link" />
                                </g>
                            );
                        })}
                        <Line y={46 + causes.length * ROW} name="Change" figure={arrowed(change, places)} width={width} strong />
                        <rect
                            x={round(Math.min(x(0), x(at)))}
                            y={35 + causes.length * ROW}
                            width={Math.max(1, round(Math.abs(x(at) - x(0))))}
                            height="14"
                            class="s1"
                        />
                        <path d={`M0 ${foot + 4}H${width}`} class="rule" />
                        <Line y={foot + 22} name={after.name} figure={money(after.amount)} title={exact(after.amount)} width={width} strong />
                    </>
                )}
            </svg>
        </div>
    );
}

function arrowed(amount: Decimal, places: 0 | 2): string {
    const sign = amount.rounded(places).sign();
    return `${sign > 0 ? '▲' : sign < 0 ? '▼' : '■'} ${moneyChangeAt(amount, places)}`;
}

interface LineProps {
    y: number;
    name: string;
    figure: string;
    title?: string;
    width: number;
    strong?: boolean;
}

function Line({ y, name, figure, title, width, strong }: LineProps) {
    const tone = strong ? 'b' : 'k';
    return (
        <>
            <text x="0" y={y} class={tone}>
                {name}
            </text>
            <text x={width} y={y} text-anchor="end" class={tone}>
                {figure}
                {title && <title>{title}</title>}
            </text>
        </>
    );
}
