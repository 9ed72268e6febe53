-- Moves what is replaced aside and what is new in.
INSERT INTO sale_line_superseded
SELECT *, $import FROM sale_line WHERE rowid IN (SELECT old_row FROM fate WHERE NOT same);
DELETE FROM sale_line WHERE rowid IN (SELECT old_row FROM fate WHERE NOT same);
INSERT INTO sale_line
SELECT s.* REPLACE (coalesce(r.revision, 0) AS revision)
FROM stage s
LEFT JOIN revised r ON r.record_no = s.record_no
WHERE s.record_no NOT IN (SELECT record_no FROM fate WHERE same);
