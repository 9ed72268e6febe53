-- Facts that the import replaced.
SELECT count(*) FROM demand_history_superseded WHERE superseded_by = $import
