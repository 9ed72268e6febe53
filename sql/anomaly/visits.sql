-- What happened in each store on each day from eight weeks before $from up to $to, beside its money: receipts, visitors (missing: not
-- counted), tills that rang.
WITH
-- part: selected_line,
sold AS (
    SELECT store_id, business_date AS day, count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS receipts
    FROM selected_line
    WHERE business_date >= $from - 56 AND business_date < $to
    GROUP BY store_id, business_date
), counted AS (
    SELECT store_id, business_date AS day, sum(counted_in) AS visitors
    FROM footfall
    WHERE business_date >= $from - 56 AND business_date < $to
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
    GROUP BY store_id, business_date
)
SELECT store.code AS store, day, coalesce(receipts, 0) AS receipts, CAST(visitors AS BIGINT) AS visitors
FROM sold
FULL JOIN counted USING (store_id, day)
JOIN store USING (store_id)
ORDER BY store.code, day
