/** No connection, counts that wait for the connection, and those that the program would not have. */
import { clock } from '../../lib/date.ts';
import { plural } from '../../lib/words.ts';
import { counts, forgetCount } from '../../state/counts.ts';
import { connection } from '../../state/events.ts';

export function Waiting() {
    const line = connection.value;
    const list = counts.value;
    const waiting = list.filter((count) => !count.refused).length;
    return (
        <div class="waiting" role="status">
            {line.state === 'offline' && (
                <p>
                    <span aria-hidden="true">○ </span>offline since {clock(line.since)}: the last figures are shown, each with its age
                </p>
            )}
            {waiting > 0 && (
                <p>
                    <span aria-hidden="true">↑ </span>
                    {waiting} {plural(waiting, 'count waits', 'counts wait')} for the connection, kept on this device
                </p>
            )}
            {list.map(
                (count) =>
                    count.refused && (
                        <p key={count.at + count.product}>
                            The count of {count.name} was not taken: {count.refused}{' '}
                            <button type="button" class="quiet" onClick={() => forgetCount(count)}>
                                Forget it
                            </button>
                        </p>
                    ),
            )}
        </div>
    );
}
