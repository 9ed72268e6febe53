-- Imported demand history by series and day. Stores and products have no say here: series carry their own names.
SELECT series_id, day, CAST(units AS DOUBLE) AS units, censored
FROM demand_history
WHERE day <= $as_of
