/** Who came back: a row a month of first purchases, a column a month since; the shade is the share that bought again. */
import { monthName } from '../../lib/date.ts';
import { count, percent } from '../../lib/format.ts';
import { flag, number, text, type Result } from '../../lib/table.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { CustomerFigures } from './figures.ts';

const ROWS = 13; // newest cohorts shown
const AGES = 12;

interface Cohort {
    name: string;
    customers: number | null;
    /** By age; null: not come yet, or withheld. */
    kept: (number | null)[];
    /** The age that is not over. */
    unfinished: number | null;
}

export function readCohorts(result: Result | null): Cohort[] {
    const cohorts = new Map<string, Cohort>();
    for (const row of result?.rows ?? []) {
        const name = text(row, 'cohort');
        const cohort = cohorts.get(name) ?? { name, customers: number(row, 'cohort_customers'), kept: [], unfinished: null };
        const age = number(row, 'age') ?? 0;
        cohort.kept[age] = number(row, 'retention');
        if (!flag(row, 'complete')) cohort.unfinished = age;
        cohorts.set(name, cohort);
    }
    return [...cohorts.values()].sort((a, b) => (a.name < b.name ? 1 : -1));
}

export function CohortsCard({ figures: { cohorts } }: { figures: CustomerFigures }) {
    const every = readCohorts(cohorts.result);
    const known = every.filter((row) => row.customers !== null);
    const rows = (known.length > 0 ? known : every).slice(0, ROWS);
    const most = Math.max(...rows.flatMap((row) => row.kept.slice(1).flatMap((share) => share ?? [])), 0.01);
    const ages = Array.from({ length: Math.min(AGES, Math.max(...rows.map((row) => row.kept.length - 1), 0)) }, (_, i) => i + 1);
    return (
        <Card title="Who comes back" note="of a month's new customers, months later; hatched: not over" answer={cohorts} rows={10} class="cohorts">
            {() =>
                ages.length === 0 ? (
                    <Empty>All customers are of one month: who comes back shows from the second month on.</Empty>
                ) : (
                    <>
                        <div class="tw" tabIndex={0} role="region" aria-label="Months of first purchases">
                            <table>
                                <caption class="hidden">Share of the customers of a month who bought again, by months since</caption>
                                <thead>
                                    <tr>
                                        <th scope="col">First bought</th>
                                        <th scope="col" class="n">
                                            Customers
                                        </th>
                                        {ages.map((age) => (
                                            <th key={age} scope="col" class="n">
                                                <span class="hidden">after </span>
                                                {age}
                                                <span class="hidden"> months</span>
                                            </th>
                                        ))}
                                    </tr>
                                </thead>
                                <tbody>
                                    {rows.map((row) => (
                                        <tr key={row.name}>
                                            <td>{cohortName(row.name)}</td>
                                            <td class="n m">{row.customers === null ? 'under ten' : count(row.customers)}</td>
                                            {ages.map((age) => (
                                                <Cell key={age} share={row.kept[age] ?? null} most={most} unfinished={row.unfinished === age} />
                                            ))}
                                        </tr>
                                    ))}
                                </tbody>
                            </table>
                        </div>
                        {known.length > 0 && known.length < every.length && <p class="rest">Months with fewer than ten new customers are not shown.</p>}
                    </>
                )
            }
        </Card>
    );
}

/** "Mar 2026" of 2026-03 */
function cohortName(name: string): string {
    return /^\d{4}-\d\d$/.test(name) ? monthName(`${name}-01`) : name;
}

function Cell({ share, most, unfinished }: { share: number | null; most: number; unfinished: boolean }) {
    if (share === null) return <td />;
    const step = Math.min(4, Math.floor((share / most) * 5));
    return (
        <td class={`n heat h${step}${unfinished ? ' part' : ''}`}>
            {percent(share, 0)}
            {unfinished && <span class="hidden"> so far, the month is not over</span>}
        </td>
    );
}
