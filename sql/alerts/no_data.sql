-- Stores whose sales did not come by their usual hour, at $now, $no_data hours and more too late; missing: the rule is off.
-- The usual: how long after a trading day began its sales came, by the ledger, for the days of the last five weeks that
-- came within a week. Ten such days make a usual; the longest tenth of them is left out. A day is missed when the store traded on that
-- weekday in three of its last four weeks; a store that has been silent for sixty days is not waited for.
WITH last AS (
    SELECT store_id, max(business_date) AS day
    FROM sale_line
    WHERE kind <> 'void' AND business_date <= CAST($now AS DATE)
    GROUP BY store_id
), came AS (
    SELECT line.store_id, line.business_date AS day, min(import.started_at) AS came_at, sum(line.net_minor) AS net_minor
    FROM sale_line AS line
    JOIN last ON last.store_id = line.store_id AND line.business_date > last.day - 35
    JOIN import ON import.import_id = line.import_id
    WHERE line.kind <> 'void' AND import.started_at <= $now
    GROUP BY line.store_id, line.business_date
), usual AS (
    SELECT store_id, quantile_cont(date_diff('second', CAST(day AS TIMESTAMP), came_at), 0.9) AS seconds
    FROM came
    WHERE came_at < CAST(day AS TIMESTAMP) + INTERVAL 7 DAY
    GROUP BY store_id
    HAVING count(*) >= 10
), weekday AS (
    SELECT came.store_id, isodow(came.day) AS weekday, CAST(median(net_minor) AS BIGINT) AS net_minor
    FROM came
    JOIN last ON last.store_id = came.store_id AND came.day > last.day - 28
    GROUP BY came.store_id, isodow(came.day)
    HAVING count(*) >= 3
), missed AS (
    SELECT last.store_id, CAST(d.day AS DATE) AS day, weekday.net_minor,
           date_diff('second', CAST(d.day AS TIMESTAMP), $now) - usual.seconds AS late
    FROM last
    JOIN usual ON usual.store_id = last.store_id
    CROSS JOIN unnest(generate_series(last.day + 1, least(CAST($now AS DATE), last.day + 60), INTERVAL 1 DAY)) AS d(day)
    JOIN weekday ON weekday.store_id = last.store_id AND weekday.weekday = isodow(d.day)
    WHERE last.day >= CAST($now AS DATE) - 60
)
SELECT store.code AS store, CAST(max(late) / 3600 AS DOUBLE) AS late_hours, count(*) AS days, CAST(sum(missed.net_minor) AS BIGINT) AS stake
FROM missed
JOIN store ON store.store_id = missed.store_id
WHERE late > $no_data * 3600
  AND (store.closed_on IS NULL OR missed.day <= store.closed_on)
  AND NOT EXISTS (SELECT 1 FROM holiday WHERE holiday.day = missed.day AND kind = 'closed' AND (region IS NULL OR region = store.region))
GROUP BY store.code
ORDER BY store.code
