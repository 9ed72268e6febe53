-- What became of stock since it was counted and what it is held against: one row for each of the lists $stores, $products, $counted
-- (microseconds), `at` being the place in them from 1 on. A sale at the moment of the count is in it. Sales before $since are not
-- read: the earliest of the counts, or the beginning of time where `ever_sold` is wanted. What is on its way are the open order
-- lines; one past its day, held against $today, is not supply.
WITH pair AS MATERIALIZED (
    SELECT unnest($stores) AS store_id, unnest($products) AS product_id, make_timestamp(unnest($counted)) AS counted_at,
           unnest(range(1, len($stores) + 1)) AS at
), sold AS (
    SELECT line.store_id, line.product_id, sum(quantity) FILTER (kind <> 'void' AND sold_at > counted_at) AS units,
           bool_or(kind = 'sale') AS ever
    FROM sale_line AS line JOIN pair USING (store_id, product_id)
    WHERE sold_at > CAST($since AS TIMESTAMP)
    GROUP BY ALL
), ordered AS (
    SELECT store_id, product_id, sum(coalesce(received, quantity)) FILTER (received_on > CAST(counted_at AS DATE)) AS came,
           sum(greatest(quantity - coalesce(received, 0), 0)) FILTER (open) AS coming, min(expected_on) FILTER (open) AS next_on
    FROM (SELECT store_id, product_id, counted_at, quantity, received, received_on, expected_on,
                 received_on IS NULL AND coalesce(status, 'open') NOT IN ('draft', 'received', 'cancelled')
                     AND (expected_on IS NULL OR expected_on >= CAST($today AS DATE)) AS open
          FROM purchase_order_record JOIN pair USING (store_id, product_id)
          WHERE superseded_by IS NULL)
    GROUP BY ALL
), detail AS (
    SELECT product_id, arg_max(name, (described, import_id, record_no)) AS name,
           arg_max(category, (described, import_id, record_no)) AS category, arg_max(status, (described, import_id, record_no)) AS status
    FROM product_version
    WHERE product_id IN (SELECT product_id FROM pair)
    GROUP BY product_id
)
SELECT pair.at, detail.name, detail.category, coalesce(detail.status = 'ended', false) AS ended,
       CAST(coalesce(sold.units, 0) AS DECIMAL(18, 3)) AS sold, coalesce(sold.ever, false) AS ever_sold,
       CAST(coalesce(ordered.came, 0) AS DECIMAL(18, 3)) AS came, CAST(ordered.coming AS DECIMAL(18, 3)) AS coming,
       CAST(ordered.next_on - CAST($today AS DATE) AS BIGINT) AS days_to_next,
       held.reorder_point, held.order_up_to, held.daily_demand, held.daily_before, held.lead_days, held.span_days, held.phantom,
       CAST(held.money_at_stake * 100 AS BIGINT) AS stake
FROM pair
LEFT JOIN sold USING (store_id, product_id)
LEFT JOIN ordered USING (store_id, product_id)
LEFT JOIN detail USING (product_id)
LEFT JOIN stock_threshold AS held USING (store_id, product_id)
