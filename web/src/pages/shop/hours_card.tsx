/** Net sales by the hour: sold as bars, its part of the forecast (or what is usual) as ticks, what is to come dashed. */
import { useId } from 'preact/hooks';
import { Hatch, Plot } from '../../charts/plot.tsx';
import { everyNth, linear, round, ticks } from '../../charts/scale.ts';
import { ValueAxis } from '../../charts/axes.tsx';
import { weekdayName } from '../../lib/date.ts';
import { money } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { readForecast, readToday, type Hour, type Today } from './figures.ts';

const HEIGHT = 228;
const LEFT = 36;
const RIGHT = 8;
const TOP = 26;
const FOOT = HEIGHT - 22;

export function HoursCard({ answer, forecast, currency }: { answer: Answer; forecast: Answer; currency: string }) {
    const today = readToday(answer.result, currency, readForecast(forecast.result, currency));
    return (
        <Card title="Hour by hour" note={currency} answer={answer} rows={8} class="hours">
            {() => (today ? <Chart today={today} currency={currency} /> : <Empty>No hour with a sale yet.</Empty>)}
        </Card>
    );
}

function Chart({ today, currency }: { today: Today; currency: string }) {
    const { hours } = today;
    const step = (width: number) => (width - LEFT - RIGHT) / Math.max(hours.length, 1);
    return (
        <Plot
            summary={`Net sales by the hour against ${against(today)}, ${currency}. Arrow keys read each hour; Table has every value.`}
            height={HEIGHT}
            count={hours.length}
            at={(i, width) => LEFT + step(width) * (i + 0.5)}
            nearest={(x, width) => Math.floor((x - LEFT) / step(width))}
            speak={(i) => speak(hours[i], today, currency)}
        >
            {(width, cursor) => <Drawing today={today} width={width} step={step(width)} cursor={cursor} />}
        </Plot>
    );
}

function against(today: Today): string {
    return today.forecast ? 'the forecast' : `a usual ${weekdayName(today.day)}`;
}

function speak(hour: Hour | undefined, today: Today, currency: string): string {
    if (!hour) return '';
    const aim = hour.aim ? `${today.forecast ? 'forecast' : 'usual'} ${currency} ${money(hour.aim)}` : 'nothing is usual';
    if (!hour.sold) return `${hour.hour}:00, to come: ${aim}`;
    return `${hour.hour}:00${hour.state === 'running' ? ', not over' : ''}: ${currency} ${money(hour.sold)}, ${aim}`;
}

function Drawing({ today, width, step, cursor }: { today: Today; width: number; step: number; cursor: number | null }) {
    const { hours } = today;
    const hatch = useId();
    const values = hours.flatMap(({ sold, aim }) => [sold?.toNumber() ?? 0, aim?.toNumber() ?? 0]);
    const lines = ticks(Math.min(0, ...values), Math.max(...values, 1));
    const y = linear([lines[0] ?? 0, lines[lines.length - 1] ?? 1], [FOOT, TOP]);
    const thick = Math.min(step * 0.72, 34);
    const labelled = everyNth(hours.length, step, 44);
    const next = hours.findIndex((hour) => hour.state === 'to_come');
    return (
        <>
            <defs>
                <Hatch id={hatch} colour="var(--s1)" />
            </defs>
            <ValueAxis lines={lines} y={y} left={LEFT} right={width - RIGHT} />
            {cursor !== null && <rect x={LEFT + step * cursor} y={TOP} width={step} height={FOOT - TOP} class="cursor" />}
            {hours.map((hour, i) => (
                <Bar key={hour.hour} hour={hour} centre={LEFT + step * (i + 0.5)} thick={thick} y={y} hatch={hatch} />
            ))}
            {hours.map((hour, i) =>
                labelled(i) ? (
                    <text key={hour.hour} x={round(LEFT + step * (i + 0.5))} y={HEIGHT - 6} text-anchor="middle">
                        {hour.hour}:00
                    </text>
                ) : null,
            )}
            <text x={LEFT} y="12">
                tick: {today.forecast ? 'forecast' : `usual ${weekdayName(today.day)}`}
            </text>
            {next > 0 && (
                <>
                    <path d={`M${round(LEFT + step * next)} 4V${FOOT}`} class="begin" />
                    {width - LEFT - step * next > 60 && (
                        <text x={round(LEFT + step * next) + 5} y="12" class="h">
                            expected
                        </text>
                    )}
                </>
            )}
        </>
    );
}

function Bar({ hour, centre, thick, y, hatch }: { hour: Hour; centre: number; thick: number; y: (value: number) => number; hatch: string }) {
    const sold = hour.sold?.toNumber() ?? 0;
    const aim = hour.aim?.toNumber() ?? null;
    const rect = (value: number) => ({ x: round(centre - thick / 2), width: round(thick), y: round(Math.min(y(value), y(0))), height: round(Math.abs(y(0) - y(value))) });
    if (hour.state === 'to_come') return aim ? <rect {...rect(aim)} class="expected" /> : null;
    return (
        <g>
            {hour.state === 'running' ? <rect {...rect(sold)} fill={`url(#${hatch})`} stroke="var(--s1)" /> : <rect {...rect(sold)} class="s1" />}
            {aim !== null && <path d={`M${round(centre - thick / 2 - 3)} ${round(y(aim))}H${round(centre + thick / 2 + 3)}`} class="usual" />}
        </g>
    );
}
