-- Spans of days on which the shelf of a product in a store ran empty, from counts, sales, returns and receipts up to $as_of.
--
-- What was on the shelf at the end of a day is carried from the next count back to the one before (and on from the last one) by what
-- moved. It must be exactly nothing: a level that would fall below it shows that something moved unseen, and days beyond are
-- not judged. Goods that spoil do not come back to the shelf when they are returned. An empty shelf counts for eight weeks: what
-- is longer away is not offered any more; neither is what the assortment says has ended.
WITH clock AS (
    SELECT store_id, coalesce(time_zone, $time_zone) AS time_zone, coalesce(day_cutoff, 0) AS day_cutoff FROM store
), counted AS (
    SELECT level.product_id, level.store_id, level.counted_at, level.on_hand,
           CAST(timezone(coalesce(clock.time_zone, $time_zone), timezone('UTC', level.counted_at))
                - to_minutes(CAST(coalesce(clock.day_cutoff, 0) AS BIGINT)) AS DATE) AS day
    FROM (
        SELECT *, row_number() OVER (PARTITION BY product_id, store_id, counted_at ORDER BY import_id DESC, record_no DESC) AS place
        FROM stock_level
    ) AS level
    LEFT JOIN clock ON clock.store_id = level.store_id
    WHERE place = 1
      AND ($stores IS NULL OR level.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR level.product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
), newest_count AS ( -- of each day
    SELECT product_id, store_id, day, max(counted_at) AS counted_at, arg_max(on_hand, counted_at) AS on_hand
    FROM counted
    WHERE day <= $as_of
    GROUP BY product_id, store_id, day
), moved AS (
    SELECT line.product_id, line.store_id, line.business_date AS day, line.sold_at, -line.quantity AS change
    FROM sale_line AS line
    LEFT JOIN product ON product.product_id = line.product_id
    WHERE line.product_id IN (SELECT product_id FROM newest_count) AND line.business_date <= $as_of
      AND (line.kind = 'sale' OR line.kind = 'return' AND product.shelf_life_days IS NULL)
), event AS (
    SELECT product_id, store_id, day, CAST(sum(change) AS DECIMAL(38, 3)) AS change, max(on_hand) AS on_hand
    FROM (
        SELECT product_id, store_id, day, change, NULL AS on_hand FROM moved
        UNION ALL
        SELECT product_id, store_id, received_on, coalesce(received, quantity), NULL
        FROM purchase_order_line
        WHERE received_on <= $as_of AND coalesce(status, '') <> 'cancelled'
          AND product_id IN (SELECT product_id FROM newest_count)
        UNION ALL -- as it stood at the end of the day
        SELECT newest_count.product_id, newest_count.store_id, newest_count.day, 0,
               newest_count.on_hand + coalesce(after.change, 0)
        FROM newest_count
        LEFT JOIN (
            SELECT moved.product_id, moved.store_id, moved.day, sum(moved.change) AS change
            FROM moved
            JOIN newest_count ON newest_count.product_id = moved.product_id AND newest_count.day = moved.day
                 AND newest_count.store_id IS NOT DISTINCT FROM moved.store_id AND moved.sold_at > newest_count.counted_at
            GROUP BY moved.product_id, moved.store_id, moved.day
        ) AS after ON after.product_id = newest_count.product_id AND after.day = newest_count.day
                  AND after.store_id IS NOT DISTINCT FROM newest_count.store_id
    )
    GROUP BY product_id, store_id, day
), running AS (
    SELECT *, sum(change) OVER (PARTITION BY product_id, store_id ORDER BY day) AS total
    FROM event
), levelled AS (
    SELECT product_id, store_id, day,
           lead(day) OVER (PARTITION BY product_id, store_id ORDER BY day) AS next_day,
           count(on_hand) OVER (PARTITION BY product_id, store_id ORDER BY day DESC) AS counts_ahead,
           total + coalesce(
               first_value(on_hand - total IGNORE NULLS) OVER (PARTITION BY product_id, store_id ORDER BY day
                                                               ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING),
               last_value(on_hand - total IGNORE NULLS) OVER (PARTITION BY product_id, store_id ORDER BY day
                                                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS level
    FROM running
), judged AS (
    SELECT *,
           CASE WHEN counts_ahead = 0
                THEN min(level) OVER (PARTITION BY product_id, store_id, counts_ahead ORDER BY day)
                ELSE min(level) OVER (PARTITION BY product_id, store_id, counts_ahead ORDER BY day DESC)
           END AS lowest -- on the way from the count to this day
    FROM levelled
)
SELECT coalesce(product.sku, '(none)') AS product,
       coalesce(store.code, '(none)') AS store,
       judged.day AS first_day,
       least(coalesce(judged.next_day - 1, $as_of), judged.day + 55) AS last_day
FROM judged
LEFT JOIN product ON product.product_id = judged.product_id
LEFT JOIN store ON store.store_id = judged.store_id
WHERE judged.level = 0 AND judged.lowest >= 0 AND NOT (judged.next_day IS NULL AND coalesce(product.status, '') = 'ended')
