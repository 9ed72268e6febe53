-- Facts of the import.
SELECT count(*) FROM demand_history WHERE import_id = $import
