/** Six key figures: value, change against the comparison, and how it went. */
import { ratio, type Decimal } from '../../lib/decimal.ts';
import { count, countChange, exact, money, moneyChange, moneyShort, percent, points, signed, twoPlaces } from '../../lib/format.ts';
import { decimal, flag, number, rowsOf, type Row } from '../../lib/table.ts';
import { Spark } from '../../charts/spark.tsx';
import { ChangeWord, toneOf } from '../../ui/change.tsx';
import { Tile, Tiles } from '../../ui/tile.tsx';
import type { Figures } from './figures.ts';

type Measure = (row: Row) => number | null;

function perTransaction(row: Row): number | null {
    const transactions = number(row, 'transactions');
    const net = number(row, 'net_sales');
    return transactions && net !== null ? net / transactions : null;
}

function unitsPerTransaction(row: Row): number | null {
    const transactions = number(row, 'transactions');
    const units = number(row, 'units');
    return transactions && units !== null ? units / transactions : null;
}

function pricePerUnit(row: Row): number | null {
    const units = number(row, 'units');
    const net = number(row, 'net_sales');
    return units && net !== null ? net / units : null;
}

interface Key {
    label: string;
    column: string;
    unit?: boolean;
    measure?: Measure;
    /** A sum: a period that is not over says nothing about it. */
    sum?: boolean;
    show: (value: Decimal) => string;
    amount: (change: Decimal) => string;
}

const twoPlacesOf = (value: Decimal) => twoPlaces(value.toNumber());
const twoPlacesChange = (change: Decimal) => signed(twoPlacesOf(change), change.rounded(2).sign());

const KEYS: readonly Key[] = [
    { label: 'Net sales', column: 'net_sales', unit: true, sum: true, measure: (row) => number(row, 'net_sales'), show: moneyShort, amount: moneyChange },
    {
        label: 'Transactions',
        column: 'transactions',
        sum: true,
        measure: (row) => number(row, 'transactions'),
        show: (value) => count(value.toNumber()),
        amount: (change) => countChange(change.toNumber()),
    },
    { label: 'Sales per transaction', column: 'average_transaction', measure: perTransaction, show: money, amount: moneyChange },
    { label: 'Units per transaction', column: 'units_per_transaction', measure: unitsPerTransaction, show: twoPlacesOf, amount: twoPlacesChange },
    { label: 'Price per unit', column: 'average_price', measure: pricePerUnit, show: money, amount: moneyChange },
];

export function KeyFigures({ figures }: { figures: Figures }) {
    const { kpis, kpisBefore, currency } = figures;
    const now = rowsOf(kpis.result, currency)[0];
    const before = rowsOf(kpisBefore.result, currency)[0];
    return (
        <Tiles answer={kpis} label="Key figures">
            {KEYS.map((key) => (
                <Tile
                    key={key.column}
                    label={key.label}
                    {...(key.unit && currency ? { unit: currency } : {})}
                    {...valueOf(key, now, kpis.result !== null)}
                    answer={kpis}
                    column={key.column}
                    change={<KeyChange of={key} now={now} before={before} />}
                    spark={key.measure && <Course figures={figures} measure={key.measure} sum={key.sum} />}
                />
            ))}
            <ReturnsTile figures={figures} now={now} before={before} />
        </Tiles>
    );
}

function valueOf(key: Key, now: Row | undefined, loaded: boolean): { value: string | null; exact?: string } {
    const value = decimal(now, key.column);
    if (!value) return { value: loaded ? null : '\u2007' };
    return { value: key.show(value), exact: exact(value.scale > 4 ? value.rounded(4) : value) };
}

function KeyChange({ of: key, now, before }: { of: Key; now: Row | undefined; before: Row | undefined }) {
    const value = decimal(now, key.column);
    const earlier = decimal(before, key.column);
    if (!value || !earlier) return null;
    const change = value.minus(earlier);
    const share = ratio(change, earlier);
    const amount = key.amount(change);
    return (
        <>
            <ChangeWord share={share} />
            {/[1-9]/.test(amount) && ` · ${amount}`}
        </>
    );
}

interface CourseProps {
    figures: Figures;
    measure: Measure;
    sum: boolean | undefined;
}

/** The course of a measure; a sum stops where periods are not over, for a part would look like a fall. */
function Course({ figures: { trend, trendBefore, currency }, measure, sum }: CourseProps) {
    const rows = rowsOf(trend.result, currency);
    const before = rowsOf(trendBefore.result, currency);
    const over = rows.map((row) => !sum || flag(row, 'complete'));
    const shown = (list: readonly Row[]) => list.slice(0, rows.length).filter((_, i) => over[i]).map(measure);
    return <Spark values={shown(rows)} before={shown(before)} />;
}

/** Returned units where any were returned; else how many units were sold. */
function ReturnsTile({ figures, now, before }: { figures: Figures; now: Row | undefined; before: Row | undefined }) {
    const rate = number(now, 'return_rate');
    const rateBefore = number(before, 'return_rate');
    if (!rate && !rateBefore) {
        const units: Key = {
            label: 'Units',
            column: 'units',
            show: (value) => count(value.toNumber()),
            amount: (change) => countChange(change.toNumber()),
        };
        return (
            <Tile
                label={units.label}
                {...valueOf(units, now, figures.kpis.result !== null)}
                answer={figures.kpis}
                column={units.column}
                change={<KeyChange of={units} now={now} before={before} />}
                spark={<Course figures={figures} measure={(row) => number(row, 'units')} sum />}
            />
        );
    }
    const change = rate !== null && rateBefore !== null ? Math.round((rate - rateBefore) * 1000) / 1000 : null;
    const returns = decimal(now, 'returns');
    return (
        <Tile
            label="Units returned"
            value={rate === null ? null : percent(rate)}
            answer={figures.kpis}
            column="return_rate"
            change={
                change === null ? null : (
                    <>
                        <span class={toneOf(Math.sign(change), 'up-is-bad')}>
                            <span aria-hidden="true">{change > 0 ? '▲ ' : change < 0 ? '▼ ' : '■ '}</span>
                            {points(change)} points
                        </span>
                        {returns && ` · ${moneyShort(returns)}`}
                    </>
                )
            }
        />
    );
}
