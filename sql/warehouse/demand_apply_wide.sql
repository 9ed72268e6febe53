-- What changed series had before moves aside.
INSERT INTO demand_history_superseded
SELECT *, $import FROM demand_history
WHERE import_id <> $import AND series_id IN (SELECT series_id FROM fate WHERE NOT same);
DELETE FROM demand_history
WHERE import_id <> $import AND series_id IN (SELECT series_id FROM fate WHERE NOT same);
INSERT INTO demand_series_superseded
SELECT *, $import FROM demand_series
WHERE import_id <> $import AND series_id IN (SELECT series_id FROM fate WHERE NOT same);
DELETE FROM demand_series
WHERE import_id <> $import AND series_id IN (SELECT series_id FROM fate WHERE NOT same);
