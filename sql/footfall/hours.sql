-- People counted and receipts of each store by business day and hour of the store's own clock, from $from up to $to. Counts of more than an hour say
-- nothing of hours. counted_in missing: not counted.
WITH clock AS (
    SELECT store_id, code, coalesce(time_zone, $time_zone) AS time_zone
    FROM store
    WHERE $stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))
), counted AS (
    SELECT code, business_date AS day, hour(timezone(time_zone, timezone('UTC', interval_start_at))) AS hour,
           sum(counted_in) AS counted_in, sum(counted_out) AS counted_out
    FROM footfall
    JOIN clock USING (store_id)
    WHERE minutes <= 60 AND business_date >= $from AND business_date < $to
    GROUP BY code, business_date, hour(timezone(time_zone, timezone('UTC', interval_start_at)))
), rang AS (
    SELECT code, business_date AS day, hour(timezone(time_zone, timezone('UTC', sold_at))) AS hour, count(DISTINCT receipt_key) AS receipts
    FROM sale_line
    JOIN clock USING (store_id)
    WHERE kind = 'sale' AND business_date >= $from AND business_date < $to
    GROUP BY code, business_date, hour(timezone(time_zone, timezone('UTC', sold_at)))
)
SELECT code AS store, day, CAST(hour AS BIGINT) AS hour, CAST(counted_in AS DOUBLE) AS counted_in, CAST(counted_out AS DOUBLE) AS counted_out,
       CAST(coalesce(receipts, 0) AS DOUBLE) AS receipts
FROM counted
FULL JOIN rang USING (code, day, hour)
ORDER BY store, day, hour
