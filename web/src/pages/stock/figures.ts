/** What the stock page asks: service against capital, and moves between stores. */
import { Decimal } from '../../lib/decimal.ts';
import { decimal, number, text, type Result } from '../../lib/table.ts';

export interface CurvePoint {
    kind: string; // level, money or today
    setting: number | null;
    fill: number;
    service: number;
    capital: Decimal;
    lost: Decimal;
    stock: Decimal | null;
}

/** The points of one category, the cheapest first. */
export function readCurve(result: Result | null, category: string): CurvePoint[] {
    return (result?.rows ?? [])
        .filter((row) => text(row, 'category') === category)
        .map((row) => ({
            kind: text(row, 'point'),
            setting: number(row, 'setting'),
            fill: number(row, 'fill_rate') ?? 0,
            service: number(row, 'cycle_service') ?? 0,
            capital: decimal(row, 'capital') ?? Decimal.zero,
            lost: decimal(row, 'lost_margin_a_year') ?? Decimal.zero,
            stock: decimal(row, 'stock_value'),
        }))
        .sort((a, b) => a.capital.compare(b.capital));
}

/** The cheapest point of the curve that serves at least as well as `fill`; null: none does. */
export function cheapest(points: readonly CurvePoint[], fill: number): CurvePoint | null {
    return points.find((point) => point.kind !== 'today' && point.fill >= fill) ?? null;
}

export interface Transfer {
    product: string;
    from: string;
    to: string;
    units: number;
    gain: Decimal;
    reason: string;
}

export function readTransfers(result: Result | null): Transfer[] {
    return (result?.rows ?? []).map((row) => ({
        product: text(row, 'product'),
        from: text(row, 'from_store'),
        to: text(row, 'to_store'),
        units: number(row, 'units') ?? 0,
        gain: decimal(row, 'gain') ?? Decimal.zero,
        reason: text(row, 'reason'),
    }));
}
