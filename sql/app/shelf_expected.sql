-- Thousandths of a unit that should lie in the store ($stores, $products: one each) at $at_us: the last count before, less what was
-- sold since, with what came since; one row, missing: never counted before.
WITH moment AS (
    SELECT make_timestamp($at_us) AS at
), last_count AS (
    SELECT max(counted_at) AS counted_at, arg_max(on_hand, (counted_at, import_id, record_no)) AS on_hand
    FROM stock_level
    CROSS JOIN moment
    WHERE counted_at < moment.at AND list_contains(CAST($stores AS BIGINT[]), store_id)
      AND list_contains(CAST($products AS BIGINT[]), product_id)
), sold AS (
    SELECT coalesce(sum(quantity), 0) AS units
    FROM sale_line
    CROSS JOIN moment
    CROSS JOIN last_count
    WHERE kind <> 'void' AND sold_at > last_count.counted_at AND sold_at <= moment.at
      AND list_contains(CAST($stores AS BIGINT[]), store_id) AND list_contains(CAST($products AS BIGINT[]), product_id)
), came AS (
    SELECT coalesce(sum(coalesce(received, quantity)), 0) AS units
    FROM purchase_order_line
    CROSS JOIN moment
    CROSS JOIN last_count
    WHERE received_on > CAST(last_count.counted_at AS DATE) AND received_on <= CAST(moment.at AS DATE)
      AND coalesce(status, '') <> 'cancelled'
      AND list_contains(CAST($stores AS BIGINT[]), store_id) AND list_contains(CAST($products AS BIGINT[]), product_id)
)
SELECT CAST(1000 * (last_count.on_hand - sold.units + came.units) AS BIGINT)
FROM last_count
CROSS JOIN sold
CROSS JOIN came
