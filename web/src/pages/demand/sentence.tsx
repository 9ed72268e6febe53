/** What to expect, and why. */
import { addDays } from '../../lib/date.ts';
import { count, onePlace, percent, units } from '../../lib/format.ts';
import { text } from '../../lib/table.ts';
import { roughly } from '../../lib/words.ts';
import { ErrorBox } from '../../ui/error_box.tsx';
import { readForecast, unitsIn, type DemandFigures } from './figures.ts';

export function DemandSentence({ figures }: { figures: DemandFigures }) {
    const { forecast, report, soldBefore, today, ahead } = figures;
    if (forecast.problem) return <ErrorBox problem={forecast.problem} retry={forecast.retry} />;
    if (!forecast.result) {
        return (
            <div class="say" aria-busy="true">
                <p class="bars one">
                    <span />
                </p>
            </div>
        );
    }
    const days = readForecast(forecast.result);
    const expected = days.reduce((sum, day) => sum + day.mean, 0);
    const first = days[0];
    const lastYear = today ? unitsIn(soldBefore.result, addDays(today, 1 - 364), addDays(today, 1 + ahead.days - 364)) : null;
    const against = lastYear ? `, ${changeWords(expected / lastYear - 1)} the same weekdays last year` : '';
    const reason = text(report.result?.rows[0], 'reason');
    return (
        <div class="say">
            <p>
                Expect about {count(roughly(expected))} units in the next {ahead.words}
                {against}.
            </p>
            <p>
                {first && `Tomorrow ${units(first.q10)} to ${units(first.q90)} with 80\u202f%. `}
                {reason && `The model was ${reason}.`}
            </p>
        </div>
    );
}

function changeWords(share: number): string {
    if (Math.abs(share) < 0.02) return 'as many as on';
    if (share > 1) return `${onePlace(share + 1)} times as many as on`;
    return `${percent(Math.abs(share), 0)} ${share > 0 ? 'more' : 'less'} than on`;
}
