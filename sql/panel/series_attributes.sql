-- What wide files said of each series beside its days, the newest import last.
SELECT series_id, attributes FROM demand_series WHERE attributes IS NOT NULL ORDER BY import_id, record_no
