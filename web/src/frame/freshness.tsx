/** How fresh the figures are, and whether they still follow. */
import { clock, daysBetween, today, tradeDay } from '../lib/date.ts';
import { count } from '../lib/format.ts';
import { plural } from '../lib/words.ts';
import { connection } from '../state/events.ts';
import { asOf } from '../state/session.ts';

const LATE_DAYS = 14; // data that end longer ago are a history, not a delay

/** Days that the data are behind yesterday; 0 for a history. */
function daysLate(): number {
    if (!asOf.value) return 0;
    const late = daysBetween(asOf.value, today()) - 1;
    return late > 0 && late <= LATE_DAYS ? late : 0;
}

/** "Data to Wed 8 Mar 2023" */
export function DataTo() {
    const day = asOf.value;
    if (!day) return <>No data yet</>;
    const late = daysLate();
    if (!late) {
        return (
            <>
                Data to <b>{tradeDay(day)}</b>
            </>
        );
    }
    return (
        <span class="late">
            <span aria-hidden="true">○</span> Data to <b>{tradeDay(day)}</b>, {count(late)} {plural(late, 'day')} late
        </span>
    );
}

export function Freshness() {
    const state = connection.value;
    return (
        <div class="fresh">
            <p>
                <DataTo />
            </p>
            <p class={state.state === 'live' ? undefined : 'late'} role="status">
                {state.state === 'live' ? (
                    <>
                        <span class="dot" aria-hidden="true">
                            ●
                        </span>{' '}
                        live
                    </>
                ) : (
                    <>
                        <span aria-hidden="true">○</span> offline since {clock(state.since)}
                    </>
                )}
            </p>
        </div>
    );
}
