-- What the rules of stock alerts see in the products and stores that $import touched; missing: in all. A rule whose threshold
-- is missing is off. Rows of rule -1 are the pairs looked at (only with $import).
-- Stock is the last count less what was sold since (a sale at the moment of the count is in it) plus what came since; what is on
-- its way is the open order lines where there are any, otherwise what the count said; a line past its day is not supply. $since: the
-- earliest of these counts, $day: today, both from sql/alerts/since.sql.
WITH
-- part: counted_stock,
sold AS (
    SELECT line.store_id, line.product_id, sum(quantity) AS units
    FROM sale_line line JOIN counted USING (store_id, product_id)
    WHERE kind <> 'void' AND sold_at > counted_at AND sold_at > CAST($since AS TIMESTAMP)
    GROUP BY ALL
), came AS (
    SELECT line.store_id, line.product_id, sum(coalesce(received, quantity)) AS units
    FROM purchase_order_record line JOIN counted USING (store_id, product_id)
    WHERE superseded_by IS NULL AND received_on > CAST(counted_at AS DATE)
    GROUP BY ALL
), coming AS (
    SELECT line.store_id, line.product_id, sum(greatest(quantity - coalesce(received, 0), 0)) AS units, min(expected_on) AS next_on
    FROM purchase_order_record line JOIN looked USING (store_id, product_id)
    WHERE superseded_by IS NULL AND received_on IS NULL AND coalesce(status, 'open') NOT IN ('draft', 'received', 'cancelled')
      AND (expected_on IS NULL OR expected_on >= CAST($day AS DATE))
    GROUP BY ALL
), ever AS ( -- only asked for where a pair could have gone unsold for so long: an import of sales has just sold its pairs
    SELECT DISTINCT line.store_id, line.product_id
    FROM sale_line line JOIN counted USING (store_id, product_id)
    WHERE NOT $of_sales AND kind = 'sale'
), standing AS (
    SELECT c.store_id, c.product_id, c.first_at, CAST($day AS DATE) AS day,
           CAST(c.on_hand - coalesce(sold.units, 0) + coalesce(came.units, 0) AS DOUBLE) AS on_hand,
           CAST(c.on_hand - coalesce(sold.units, 0) + coalesce(came.units, 0) - c.reserved AS DOUBLE) AS available,
           CAST(coalesce(coming.units, c.on_order) AS DOUBLE) AS on_order,
           coalesce(sold.units, 0) > 0 AS sells,
           $of_sales OR ever.product_id IS NOT NULL AS ever_sold,
           CAST(t.reorder_point AS DOUBLE) AS reorder_point, CAST(t.order_up_to AS DOUBLE) AS order_up_to,
           CAST(t.daily_demand AS DOUBLE) AS daily, CAST(t.daily_before AS DOUBLE) AS daily_before,
           t.span_days, CAST(t.phantom AS DOUBLE) AS phantom, CAST(t.money_at_stake * 100 AS BIGINT) AS stake,
           CAST(greatest(coalesce(coming.next_on - CAST($day AS DATE), t.lead_days), 1) AS DOUBLE) AS days_to_delivery
    FROM counted c
    LEFT JOIN sold USING (store_id, product_id)
    LEFT JOIN came USING (store_id, product_id)
    LEFT JOIN coming USING (store_id, product_id)
    LEFT JOIN ever USING (store_id, product_id)
    LEFT JOIN stock_threshold t USING (store_id, product_id)
), place AS MATERIALIZED (
    SELECT *, greatest(available, 0) / nullif(daily, 0) AS cover_days FROM standing
), found AS (
    SELECT 0 AS rule, available + on_order AS value, $below_reorder_point * reorder_point AS threshold,
           available + on_order <= $below_reorder_point * reorder_point AS crossed,
           reorder_point > 0 AND available + on_order <= $below_reorder_point * reorder_point
               + greatest(1, 0.1 * $below_reorder_point * reorder_point) AS held, place.*
    FROM place
    UNION ALL
    SELECT 1, cover_days, days_to_delivery + $runs_out, cover_days < days_to_delivery + $runs_out,
           cover_days < days_to_delivery + $runs_out + 1 AND daily * (days_to_delivery + $runs_out) >= 0.5, place.*
    FROM place
    UNION ALL
    SELECT 2, CAST(day - CAST(first_at AS DATE) AS DOUBLE), $never_sold, day - CAST(first_at AS DATE) >= $never_sold,
           day - CAST(first_at AS DATE) >= $never_sold AND on_hand > 0 AND NOT ever_sold, place.*
    FROM place
    UNION ALL
    SELECT 3, phantom, $phantom, phantom >= $phantom, phantom >= $phantom - 0.1 AND on_hand > 0 AND NOT sells, place.*
    FROM place
    UNION ALL
    SELECT 4, cover_days, $overstock, cover_days > $overstock, cover_days > 0.9 * $overstock AND available > order_up_to, place.*
    FROM place
    UNION ALL
    SELECT 5, daily / nullif(daily_before, 0) - 1, $forecast_jump, abs(daily / nullif(daily_before, 0) - 1) > $forecast_jump,
           abs(daily / nullif(daily_before, 0) - 1) > 0.8 * $forecast_jump AND abs(daily - daily_before) * span_days >= 3, place.*
    FROM place
)
SELECT CAST(rule AS BIGINT) AS rule, store.code AS store, product.sku AS product, detail.name, detail.category, coalesce(crossed, false) AS crossed,
       value, CAST(threshold AS DOUBLE) AS threshold, on_hand, on_order, cover_days, days_to_delivery, reorder_point, daily, daily_before,
       stake
FROM found
JOIN store_identity store USING (store_id)
JOIN product_identity product USING (product_id)
LEFT JOIN (SELECT product_id, arg_max(name, (described, import_id, record_no)) AS name,
                  arg_max(category, (described, import_id, record_no)) AS category, arg_max(status, (described, import_id, record_no)) AS status
           FROM product_version JOIN (SELECT DISTINCT product_id FROM looked) USING (product_id)
           GROUP BY product_id) AS detail USING (product_id)
WHERE held AND detail.status IS DISTINCT FROM 'ended'
UNION ALL
SELECT -1, store.code, product.sku, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM looked
JOIN store_identity store USING (store_id)
JOIN product_identity product USING (product_id)
WHERE $import IS NOT NULL
