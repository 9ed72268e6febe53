-- Forecasts made elsewhere: by source and the day they were made on (the day before the first one, where nobody said), then series and day.
SELECT source,
       coalesce(made_on, min(day) OVER (PARTITION BY source) - 1) AS made_on,
       CASE WHEN series_id IS NULL THEN coalesce(product, '(none)') ELSE series_id END AS key,
       coalesce(store, '(none)') AS store,
       day,
       CAST(mean AS DOUBLE) AS mean,
       quantiles
FROM forecast
WHERE ($source IS NULL OR source = $source) AND (series_id IS NOT NULL) = $by_series
ORDER BY source, made_on, key, store, day
