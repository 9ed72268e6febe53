/** What the stock page asks: service against capital, and moves between stores. */
import { Decimal, total } from '../../lib/decimal.ts';
import { decimal, number, text, type Result, type Row } from '../../lib/table.ts';

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

export interface PolicyClass {
    name: string;
    products: number;
    aim: number;
    fill: number;
    stock: Decimal;
    cost: Decimal;
}

/** The policies of single products as classes, AX first: the aim as it is, the fill rate weighed by demand. */
export function readClasses(result: Result | null): PolicyClass[] {
    const rows = new Map<string, Row[]>();
    for (const row of result?.rows ?? []) {
        const name = text(row, 'class');
        const of = rows.get(name);
        if (of) of.push(row);
        else rows.set(name, [row]);
    }
    return [...rows]
        .filter(([name]) => name !== '')
        .map(([name, of]) => {
            const demand = of.map((row) => number(row, 'demand_a_day') ?? 0);
            const all = demand.reduce((sum, one) => sum + one, 0);
            return {
                name,
                products: of.length,
                aim: number(of[0], 'service_level') ?? 0,
                fill: all > 0 ? of.reduce((sum, row, i) => sum + (number(row, 'fill_rate') ?? 0) * (demand[i] ?? 0), 0) / all : 1,
                stock: total(of.flatMap((row) => decimal(row, 'average_stock_value') ?? [])),
                cost: total(of.flatMap((row) => decimal(row, 'cost_a_year') ?? [])),
            };
        })
        .sort((a, b) => a.name.localeCompare(b.name));
}

export interface Played {
    policy: string;
    setting: string;
    fill: number;
    lost: number;
    stock: Decimal;
    wasted: number;
    orders: number;
    cost: Decimal;
    change: number | null;
}

export function readReplay(result: Result | null): Played[] {
    return (result?.rows ?? []).map((row) => ({
        policy: text(row, 'policy'),
        setting: text(row, 'setting'),
        fill: number(row, 'fill_rate') ?? 0,
        lost: number(row, 'lost_units') ?? 0,
        stock: decimal(row, 'stock_value') ?? Decimal.zero,
        wasted: number(row, 'wasted_units') ?? 0,
        orders: number(row, 'orders') ?? 0,
        cost: decimal(row, 'total_cost') ?? Decimal.zero,
        change: number(row, 'change'),
    }));
}
