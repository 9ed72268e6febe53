/** Six key figures of the month: so far, expected, the plan's chance, and what sales are made of;
 *  "was" is the same weekdays of the year before. */
import { ratio, type Decimal } from '../../lib/decimal.ts';
import { count, exact, likelihood, money, moneyShort } from '../../lib/format.ts';
import { decimal, rowsOf } from '../../lib/table.ts';
import { ChangeWord } from '../../ui/change.tsx';
import { Tile, Tiles } from '../../ui/tile.tsx';
import { readOutlook } from './figures.ts';
import type { Figures } from './use_figures.ts';

const UNKNOWN_YET = '\u2007';

export function MonthFigures({ figures }: { figures: Figures }) {
    const { kpis, outlook, currency } = figures;
    const month = readOutlook(outlook.result, currency);
    const yet = outlook.result ? null : UNKNOWN_YET;
    return (
        <Tiles answer={kpis} label="Key figures">
            <Counted figures={figures} label="Net sales so far" column="net_sales" unit={currency} show={moneyShort} />
            <Tile
                label="Month expected"
                unit={currency}
                value={month ? moneyShort(month.expected) : yet}
                {...(month ? { exact: exact(month.expected) } : {})}
                answer={outlook}
                column="expected"
                change={month?.low && month.high && `${moneyShort(month.low)} to ${moneyShort(month.high)}, 80 %`}
            />
            <Tile
                label="Chance of the plan"
                value={month?.chance == null ? yet : likelihood(month.chance)}
                answer={outlook}
                column="chance"
                change={month && (month.plan ? `plan ${moneyShort(month.plan)}` : 'no plan')}
            />
            <Counted figures={figures} label="Transactions" column="transactions" show={(value) => count(value.toNumber())} />
            <Counted figures={figures} label="Sales per transaction" column="average_transaction" show={money} />
            <Counted figures={figures} label="Price per unit" column="average_price" show={money} />
        </Tiles>
    );
}

interface CountedProps {
    figures: Figures;
    label: string;
    column: string;
    unit?: string;
    show: (value: Decimal) => string;
}

/** A figure of the month to date, and its change against the year before. */
function Counted({ figures: { kpis, currency }, label, column, unit = '', show }: CountedProps) {
    const row = rowsOf(kpis.result, currency)[0];
    const value = decimal(row, column);
    const before = decimal(row, `${column}_before`);
    return (
        <Tile
            label={label}
            unit={unit}
            value={value ? show(value) : kpis.result ? null : UNKNOWN_YET}
            {...(value ? { exact: exact(value) } : {})}
            answer={kpis}
            column={column}
            change={
                value &&
                before && (
                    <>
                        <ChangeWord share={ratio(value.minus(before), before)} /> · was {show(before)}
                    </>
                )
            }
        />
    );
}
