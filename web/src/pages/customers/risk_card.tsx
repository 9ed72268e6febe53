/** Whom the shop is about to lose, the most money first. */
import { exact, likelihood, moneyAt, moneyPlaces, onePlace } from '../../lib/format.ts';
import { Decimal } from '../../lib/decimal.ts';
import { decimal, number, text, type Result } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import type { CustomerFigures } from './figures.ts';

const SHOWN = 10;

interface Risk {
    customer: string;
    alive: number;
    purchases: number;
    value: Decimal;
    loss: Decimal;
}

function readRisks(result: Result | null): Risk[] {
    return (result?.rows ?? [])
        .map((row) => ({
            customer: text(row, 'customer'),
            alive: number(row, 'alive') ?? 0,
            purchases: number(row, 'expected_purchases') ?? 0,
            value: decimal(row, 'value') ?? Decimal.zero,
            loss: decimal(row, 'at_risk') ?? Decimal.zero,
        }))
        .sort((a, b) => b.loss.compare(a.loss));
}

export function RiskCard({ figures: { value, currency } }: { figures: CustomerFigures }) {
    const risks = readRisks(value.result).slice(0, SHOWN);
    const places = moneyPlaces(risks.flatMap((risk) => [risk.loss, risk.value]));
    const columns: TableColumn<Risk>[] = [
        { head: 'Customer', cell: (risk) => risk.customer },
        { head: 'Comes back', figure: true, cell: (risk) => likelihood(risk.alive) },
        { head: 'Purchases', figure: true, wide: true, cell: (risk) => onePlace(risk.purchases) },
        { head: `Worth, ${currency}`, figure: true, cell: (risk) => <span title={exact(risk.value)}>{moneyAt(risk.value, places)}</span> },
        { head: 'Likely lost ↓', figure: true, cell: (risk) => <span title={exact(risk.loss)}>{moneyAt(risk.loss, places)}</span> },
    ];
    return (
        <Card title="About to be lost" note="of the 500 worth most, in 52 weeks" answer={value} rows={8} class="risks">
            {() =>
                risks.length === 0 ? (
                    <Empty>Nobody has bought twice yet: without repeat purchases nobody can say who is about to stay away.</Empty>
                ) : (
                    <Table caption="Customers about to be lost" rows={risks} columns={columns} keyOf={(risk) => risk.customer} />
                )
            }
        </Card>
    );
}
