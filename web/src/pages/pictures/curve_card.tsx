/** How a model learnt: loss, or the share right, epoch by epoch; on what it learnt from and on what was held back. */
import { ValueAxis } from '../../charts/axes.tsx';
import { Plot } from '../../charts/plot.tsx';
import { everyNth, linear, round, ticks } from '../../charts/scale.ts';
import { percent, twoPlaces } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { readCurve, type Epoch } from './figures.ts';

const HEIGHT = 190;
const LEFT = 40;
const RIGHT = 78;
const TOP = 14;
const FOOT = HEIGHT - 22;

interface Line {
    words: string;
    value: (epoch: Epoch) => number | null;
    held: boolean;
}

const LOSS: readonly Line[] = [
    { words: 'learnt', value: (e) => e.loss, held: false },
    { words: 'held back', value: (e) => e.heldLoss, held: true },
];
const RIGHT_SHARE: readonly Line[] = [
    { words: 'learnt', value: (e) => e.accuracy, held: false },
    { words: 'held back', value: (e) => e.heldAccuracy, held: true },
];

export function CurveCard({ answer, model, what }: { answer: Answer; model: string; what: 'loss' | 'right' }) {
    const share = what === 'right';
    return (
        <Card title={share ? `Share right while ${model} learnt` : `Loss while ${model} learnt`} note="by epoch" answer={answer} rows={5} class="curve">
            {(result) => <Curve epochs={readCurve(result)} lines={share ? RIGHT_SHARE : LOSS} share={share} />}
        </Card>
    );
}

function Curve({ epochs, lines, share }: { epochs: readonly Epoch[]; lines: readonly Line[]; share: boolean }) {
    const values = epochs.flatMap((epoch) => lines.flatMap((line) => line.value(epoch) ?? []));
    if (epochs.length < 2 || values.length < 2) return <Empty>It did not learn in epochs, or the first two are not over.</Empty>;
    const words = (value: number | null) => (value === null ? 'not known' : share ? percent(value) : twoPlaces(value));
    const levels = ticks(0, share ? 1 : Math.max(...values));
    const y = linear([0, levels[levels.length - 1] ?? 1], [FOOT, TOP]);
    const x = (i: number, width: number) => LEFT + ((width - LEFT - RIGHT) * i) / (epochs.length - 1);
    return (
        <Plot
            summary={`${share ? 'Share right' : 'Loss'} in ${epochs.length} epochs: ${lines.map((line) => `${line.words} ${words(line.value(epochs[epochs.length - 1] as Epoch))} at the end`).join(', ')}. Arrow keys read each epoch.`}
            height={HEIGHT}
            count={epochs.length}
            at={x}
            nearest={(at, width) => Math.round(((at - LEFT) / (width - LEFT - RIGHT)) * (epochs.length - 1))}
            speak={(i) => `Epoch ${epochs[i]?.epoch}: ${lines.map((line) => `${line.words} ${words(epochs[i] ? line.value(epochs[i] as Epoch) : null)}`).join(', ')}`}
        >
            {(width, cursor) => (
                <>
                    <ValueAxis lines={levels} y={y} left={LEFT} right={width - RIGHT} />
                    {cursor !== null && <path d={`M${round(x(cursor, width))} ${TOP}V${FOOT}`} class="begin" />}
                    {epochs.map((epoch, i) =>
                        everyNth(epochs.length, (width - LEFT - RIGHT) / epochs.length, 40)(i) ? (
                            <text key={epoch.epoch} x={round(x(i, width))} y={HEIGHT - 6} text-anchor="middle">
                                {epoch.epoch}
                            </text>
                        ) : null,
                    )}
                    {lines.map((line) => (
                        <Drawn key={line.words} line={line} epochs={epochs} x={(i) => x(i, width)} y={y} />
                    ))}
                </>
            )}
        </Plot>
    );
}

function Drawn({ line, epochs, x, y }: { line: Line; epochs: readonly Epoch[]; x: (i: number) => number; y: (value: number) => number }) {
    const points = epochs.flatMap((epoch, i) => {
        const value = line.value(epoch);
        return value === null ? [] : [[round(x(i)), round(y(value))] as const];
    });
    const last = points[points.length - 1];
    if (!last) return null;
    const level = Math.min(last[1], FOOT - 12); // the words of both lines stay above the numbers of the axis
    return (
        <g class={line.held ? 'held' : 'learnt'}>
            <path d={`M${points.map(([px, py]) => `${px} ${py}`).join('L')}`} />
            <text x={last[0] + 6} y={level + (line.held ? -3 : 11)} class="h">
                {line.words}
            </text>
        </g>
    );
}
