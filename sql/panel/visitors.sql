-- People counted in each store by day up to $as_of; days without a count are not known.
SELECT coalesce(store, '(none)') AS store, business_date AS day, CAST(sum(counted_in) AS DOUBLE) AS visitors, FALSE AS censored
FROM footfall
WHERE business_date <= $as_of AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
GROUP BY store, business_date
