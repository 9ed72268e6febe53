-- A line that comes more than once within a file counts once, as it came last.
DELETE FROM stage
WHERE record_no NOT IN (SELECT max(record_no) FROM stage GROUP BY row_key, line_no)
  AND (SELECT count(*) FROM (SELECT 1 FROM stage GROUP BY row_key, line_no HAVING count(*) > 1 LIMIT 1)) > 0;
