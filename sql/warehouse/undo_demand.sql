-- Facts of the import go, facts it replaced return.
DELETE FROM demand_history WHERE import_id = $import;
DELETE FROM demand_series WHERE import_id = $import;
INSERT INTO demand_history SELECT * EXCLUDE (superseded_by) FROM demand_history_superseded WHERE superseded_by = $import;
INSERT INTO demand_series SELECT * EXCLUDE (superseded_by) FROM demand_series_superseded WHERE superseded_by = $import;
DELETE FROM demand_history_superseded WHERE superseded_by = $import;
DELETE FROM demand_series_superseded WHERE superseded_by = $import;
