-- Where the file does not say how long an interval is: as it stands, for one that was said before (what is only guessed replaces
-- nothing); else a whole day when times are days ($dates_only), the usual distance to the next one of the same store and door:
-- enough of them in the file, else those that stand, else what there is.
UPDATE stage SET minutes = o.minutes
FROM footfall_record o
WHERE stage.minutes IS NULL AND o.superseded_by IS NULL AND o.interval_start_at = stage.interval_start_at
  AND o.store_id IS NOT DISTINCT FROM stage.store_id AND o.door IS NOT DISTINCT FROM stage.door;
CREATE OR REPLACE TEMP TABLE guessed AS
SELECT s.record_no
FROM stage s
WHERE s.minutes IS NULL
  AND NOT EXISTS (SELECT 1 FROM footfall_record o
                  WHERE o.superseded_by IS NULL AND o.interval_start_at = s.interval_start_at
                    AND o.store_id IS NOT DISTINCT FROM s.store_id AND o.door IS NOT DISTINCT FROM s.door);
CREATE OR REPLACE TEMP TABLE usual AS
SELECT count(*) AS steps, mode(step) AS minutes
FROM (SELECT date_diff('minute', interval_start_at,
                       lead(interval_start_at) OVER (PARTITION BY store_id, door ORDER BY interval_start_at)) AS step
      FROM stage)
WHERE step BETWEEN 1 AND 1440;
UPDATE stage SET minutes = CASE WHEN $dates_only THEN 1440 WHEN usual.steps >= 10 THEN usual.minutes END
FROM usual
WHERE record_no IN (SELECT record_no FROM guessed);
UPDATE stage SET minutes = o.minutes
FROM (SELECT store_id, door, mode(minutes) AS minutes FROM footfall_record WHERE superseded_by IS NULL GROUP BY ALL) o
WHERE stage.minutes IS NULL AND o.store_id IS NOT DISTINCT FROM stage.store_id AND o.door IS NOT DISTINCT FROM stage.door
  AND record_no IN (SELECT record_no FROM guessed);
UPDATE stage SET minutes = usual.minutes FROM usual WHERE stage.minutes IS NULL AND record_no IN (SELECT record_no FROM guessed);
DROP TABLE usual;
DROP TABLE guessed;
