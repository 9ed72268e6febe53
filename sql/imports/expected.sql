-- Files that should keep coming: how often, when the last came, when the next is due; at $now. A series is a kind, a source
-- and the name of its files with each number as #. What a person has said (import_expectation) wins over what the ledger
-- shows: at least five arrivals on four days, whose longest distances are within four times the usual one.
WITH arrival AS (
    SELECT kind, source, regexp_replace(regexp_replace(file_name, '^.*/', ''), '[0-9]+', '#', 'g') AS file,
           max(started_at) AS arrived_at, CAST(max(started_at) AS DATE) AS day
    FROM import
    WHERE state = 'done' AND started_at <= $now
    GROUP BY kind, source, file, date_trunc('hour', started_at)
),
distance AS (
    SELECT kind, source, file, arrived_at, day,
           date_diff('second', lag(arrived_at) OVER (PARTITION BY kind, source, file ORDER BY arrived_at), arrived_at) / 3600.0 AS hours,
           row_number() OVER (PARTITION BY kind, source, file ORDER BY arrived_at DESC) AS place
    FROM arrival
),
learnt AS (
    SELECT kind, source, file, 'learnt' AS how, median(hours) AS every_hours, max(arrived_at) AS last_at,
           quantile_cont(hours, 0.95) AS most_hours, max(arrived_at) AS since
    FROM distance
    WHERE place <= 60
    GROUP BY kind, source, file
    HAVING count(*) >= 5 AND count(DISTINCT day) >= 4 AND quantile_cont(hours, 0.95) <= 4 * median(hours)
),
said AS (
    SELECT e.kind, e.source, e.file_pattern AS file, 'said' AS how, e.every_hours, max(a.arrived_at) AS last_at,
           e.every_hours AS most_hours, coalesce(max(a.arrived_at), e.set_at) AS since
    FROM import_expectation e
    LEFT JOIN arrival a ON a.kind = e.kind AND (e.source = '' OR a.source = e.source)
                       AND (e.file_pattern = '' OR regexp_replace(e.file_pattern, '#+', '#', 'g') = a.file)
    GROUP BY e.kind, e.source, e.file_pattern, e.every_hours, e.set_at
),
series AS (
    SELECT * FROM said
    UNION ALL
    SELECT * FROM learnt l
    WHERE NOT EXISTS (SELECT 1 FROM import_expectation e
                      WHERE e.kind = l.kind AND (e.source = '' OR e.source = l.source)
                        AND (e.file_pattern = '' OR regexp_replace(e.file_pattern, '#+', '#', 'g') = l.file))
),
due AS (
    SELECT *, since + to_seconds(CAST(ceil((most_hours + greatest(1, every_hours / 8)) * 3600) AS BIGINT)) AS due_at FROM series
)
SELECT kind, nullif(source, '') AS source, nullif(file, '') AS file, how, CAST(round(every_hours, 1) AS DOUBLE) AS every_hours,
       epoch_us(last_at) AS last_us, epoch_us(due_at) AS due_us,
       CASE WHEN $now <= due_at THEN 'on time'
            WHEN how = 'learnt' AND date_diff('second', since, $now) > 30 * 3600 * every_hours THEN 'ended'
            ELSE 'late' END AS state
FROM due
ORDER BY state = 'late' DESC, kind, source, file
