/** Where the month is going, and why; every figure in it is a figure of the page. */
import { causeInWords, priceInWords } from '../../charts/causes.ts';
import { monthName } from '../../lib/date.ts';
import { likelihood, money, moneyChange, percent } from '../../lib/format.ts';
import { decimal, number, rowsOf } from '../../lib/table.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { readOutlook, type Outlook } from './figures.ts';
import type { Figures } from './use_figures.ts';

export function MonthSentence({ figures }: { figures: Figures }) {
    const { outlook, currency } = figures;
    if (outlook.problem) return <ErrorBox problem={outlook.problem} retry={outlook.retry} />;
    if (!outlook.result) {
        return (
            <div class="say" aria-busy="true">
                <p class="bars one">
                    <span />
                </p>
            </div>
        );
    }
    const month = readOutlook(outlook.result, currency);
    return (
        <div class="say">
            <p>{month ? whither(month, currency) : 'Nothing was sold this month.'}</p>
            <Why figures={figures} />
        </div>
    );
}

function whither({ firstDay, expected, low, high, plan, chance }: Outlook, currency: string): string {
    const range = low && high ? ` (${money(low)} to ${money(high)} with 80 %)` : '';
    const words = `${monthName(firstDay)} is likely to come to ${currency} ${money(expected)}${range}`;
    if (!plan) return `${words}; there is no plan to hold it against.`;
    return chance === null ? `${words}; the plan is ${money(plan)}.` : `${words}; the plan of ${money(plan)} is reached with ${likelihood(chance)}.`;
}

function Why({ figures: { kpis, drivers, currency } }: { figures: Figures }) {
    const row = rowsOf(kpis.result, currency)[0];
    const share = number(row, 'change');
    const change = decimal(row, 'change_amount');
    if (share === null || !change) return kpis.result && <p>There are no sales of a year ago to compare with.</p>;
    const verb = Math.abs(share) < 0.0005 ? 'did not change' : `${change.sign() > 0 ? 'rose' : 'fell'} ${percent(Math.abs(share))}`;
    const cause = [causeInWords(drivers.result, currency), priceInWords(drivers.result, currency)].filter(Boolean).join('; ');
    return (
        <p>
            Net sales so far {verb} ({moneyChange(change)}) against the same weekdays last year{cause && `; ${cause}`}.
        </p>
    );
}
