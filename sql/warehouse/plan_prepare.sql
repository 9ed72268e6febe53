-- Files write months and weeks by their first day. Where every period is a single day and these lie apart like months or
-- weeks, that is what they are.
CREATE OR REPLACE TEMP TABLE written AS
SELECT count(DISTINCT first_day) > 1 AND bool_and(first_day = last_day) AND bool_and(day(first_day) = 1) AS months,
       count(DISTINCT first_day) > 1 AND bool_and(first_day = last_day) AND count(DISTINCT dayofweek(first_day)) = 1 AS weeks
FROM stage;
UPDATE stage SET last_day = CASE WHEN written.months THEN last_day(first_day) ELSE first_day + 6 END
FROM written
WHERE written.months OR written.weeks;
DROP TABLE written;
