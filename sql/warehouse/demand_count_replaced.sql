-- Facts that this wide import replaces.
SELECT count(*) FROM demand_history WHERE import_id <> $import AND series_id IN (SELECT series_id FROM fate WHERE NOT same)
