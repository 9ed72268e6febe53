/** Service against capital: what one level for all costs, what it costs product by product, and where the shop stands. */
import { TradeOff } from '../../charts/trade_off.tsx';
import { moneyShort, percent } from '../../lib/format.ts';
import type { Answer } from '../../state/query.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { readCurve, type CurvePoint } from './figures.ts';

const LINES = [
    { id: 'level', words: 'one service level for all' },
    { id: 'money', words: 'each product by its margin' },
] as const;
const KINDS: Readonly<Record<string, string>> = { level: 'One level for all', money: 'By margin', today: 'Today' };

export function CurveCard({ answer, category, currency }: { answer: Answer; category: string; currency: string }) {
    const points = readCurve(answer.result, category);
    return (
        <Card title="Service against capital" note={<Legend />} answer={answer} rows={10} class="curve">
            {() =>
                points.length === 0 ? (
                    <Empty>There is no curve for this choice.</Empty>
                ) : (
                    <TradeOff
                        points={points.map((point) => ({ x: point.capital.toNumber(), y: point.fill, line: point.kind }))}
                        lines={LINES.map((line) => line.id)}
                        xName={`average stock at cost, ${currency}`}
                        yName="demand met from the shelf"
                        summary="Part of demand met from the shelf against the money in stock, by one service level for all and product by product, and where the shop stands today. Arrow keys read each point; Table has every value."
                        speak={(i) => speak(points[i], currency)}
                    />
                )
            }
        </Card>
    );
}

function speak(point: CurvePoint | undefined, currency: string): string {
    if (!point) return '';
    return `${KINDS[point.kind] ?? point.kind}: ${percent(point.fill)} met with ${currency} ${moneyShort(point.capital)} in stock, ${currency} ${moneyShort(point.lost)} of margin lost a year`;
}

function Legend() {
    return (
        <>
            <span class="swatch way w1" aria-hidden="true" /> {LINES[0].words} <span class="swatch way w2" aria-hidden="true" /> {LINES[1].words}
        </>
    );
}
