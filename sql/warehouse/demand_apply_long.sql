-- Moves what is replaced aside and what is new in.
INSERT INTO demand_history_superseded
SELECT *, $import FROM demand_history WHERE rowid IN (SELECT old_row FROM fate WHERE NOT same);
DELETE FROM demand_history WHERE rowid IN (SELECT old_row FROM fate WHERE NOT same);
INSERT INTO demand_history
SELECT * EXCLUDE (record_no) FROM stage WHERE record_no NOT IN (SELECT record_no FROM fate WHERE same);
