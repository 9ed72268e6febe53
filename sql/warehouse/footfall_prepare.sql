-- Where the file does not say how long an interval is: a whole day when all of them begin business dates ($dates_only),
-- else the usual distance to the next one of the same store and door.
UPDATE stage SET minutes = 1440 WHERE minutes IS NULL AND $dates_only;
UPDATE stage SET minutes = (
    SELECT mode(step)
    FROM (SELECT date_diff('minute', interval_start_at,
                           lead(interval_start_at) OVER (PARTITION BY store_id, door ORDER BY interval_start_at)) AS step
          FROM stage)
    WHERE step BETWEEN 1 AND 1440)
WHERE minutes IS NULL;
