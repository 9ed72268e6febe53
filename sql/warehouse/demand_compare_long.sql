-- A day of a series that comes more than once within a file counts once, as it came last. A fact that is there already
-- is a duplicate; with another value it replaces.
DELETE FROM stage
WHERE record_no NOT IN (SELECT max(record_no) FROM stage GROUP BY series_id, day)
  AND (SELECT count(*) FROM (SELECT 1 FROM stage GROUP BY series_id, day HAVING count(*) > 1 LIMIT 1)) > 0;
CREATE TEMP TABLE fate AS
SELECT s.record_no, o.rowid AS old_row, o.import_id AS old_import, s.units = o.units AND s.censored = o.censored AS same
FROM stage s
JOIN demand_history o ON o.series_id = s.series_id AND o.day = s.day;
