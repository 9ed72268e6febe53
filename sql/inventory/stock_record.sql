-- What moved the stock of each product in each store from day $from on: goods received on purchase orders, goods that customers
-- brought back (but for those that spoil, which are not sold again), what was ordered, and what was found at the end of a day
-- by the last count of it. Sales come with the series. Days are business days of the store.
WITH clock AS (
    SELECT store_id, coalesce(time_zone, 'UTC') AS time_zone, coalesce(day_cutoff, 0) AS day_cutoff FROM store
), event AS (
    SELECT store_id, product_id, received_on AS day, coalesce(received, quantity) AS received, 0 AS returned, 0 AS ordered, NULL AS counted
    FROM purchase_order_line
    WHERE received_on >= $from AND coalesce(status, '') <> 'cancelled'
    UNION ALL
    SELECT store_id, product_id, CAST(ordered_at AS DATE), 0, 0, quantity, NULL
    FROM purchase_order_line
    WHERE CAST(ordered_at AS DATE) >= $from AND coalesce(status, '') <> 'cancelled'
    UNION ALL
    SELECT line.store_id, line.product_id, line.business_date, 0, -line.quantity, 0, NULL
    FROM sale_line AS line
    LEFT JOIN product ON product.product_id = line.product_id
    WHERE line.kind = 'return' AND line.business_date >= $from AND product.shelf_life_days IS NULL
    UNION ALL
    SELECT store_id, product_id, day, 0, 0, 0, arg_max(on_hand, (counted_at, import_id, record_no))
    FROM (
        SELECT level.*,
               CAST(timezone(coalesce(clock.time_zone, 'UTC'), timezone('UTC', level.counted_at))
                    - to_minutes(CAST(coalesce(clock.day_cutoff, 0) AS BIGINT)) AS DATE) AS day
        FROM stock_level AS level
        LEFT JOIN clock ON clock.store_id = level.store_id
    )
    WHERE day >= $from
    GROUP BY ALL
)
SELECT coalesce(product.sku, '(none)') AS product,
       coalesce(store.code, '(none)') AS store,
       event.day,
       CAST(sum(event.received) AS DOUBLE) AS received,
       CAST(sum(event.returned) AS DOUBLE) AS returned,
       CAST(sum(event.ordered) AS DOUBLE) AS ordered,
       CAST(max(event.counted) AS DOUBLE) AS counted
FROM event
LEFT JOIN product ON product.product_id = event.product_id
LEFT JOIN store ON store.store_id = event.store_id
GROUP BY ALL
ORDER BY product, store, day
