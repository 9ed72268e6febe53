-- operation: inventory.dead
-- summary:   Dead and slow stock: how old, how long it lasts, what it ties up and what to do
-- details:   The stock of a product in a store by its last count. dead: nothing sold for --dead-days, and nothing came meanwhile; slow:
--            at the rate of the newest 91 days it lasts longer than --slow-days. What to do, in this order: send it to the store
--            that sells most of it there and will be through with its own within 28 days; give back or write off what is no longer
--            offered; mark down. Goods that came in the newest 28 days are left alone. cost is the product's unit cost, holding a share
--            of it for a year on the shelf.
-- roles:     inventory analyst management staff
-- scope:     stores
-- uses:      span filters limit=50
-- param:     dead-days count default 90 "days without a sale after which stock is dead"
-- param:     slow-days count default 180 "days of cover beyond which stock is slow"
-- param:     holding-rate number default 0.25 "of a unit's cost, for a year on the shelf"
-- column:    product product "product"
-- column:    store store "where it lies"
-- column:    name text "description of the product"
-- column:    state text "dead or slow"
-- column:    on_hand decimal "units by the last count"
-- column:    days_without_sale integer "since the last sale there; missing: never sold"
-- column:    days_since_receipt integer "since goods last came; missing: not on record"
-- column:    units_sold decimal "in the newest 91 days"
-- column:    days_of_cover number "that it lasts at that rate; missing: for ever"
-- column:    currency text "of the store, otherwise of most sales"
-- column:    stock_value money "at cost"
-- column:    holding_cost money "of a year"
-- column:    action text "what to do"
-- note:      sales of the span, up to --as-of, say what sells
-- example:   retailinsight inventory dead --limit 20
-- example:   retailinsight inventory dead --store S01 --dead-days 60 --slow-days 365
WITH sold AS (
    SELECT product_id, store_id, max(business_date) AS last_sale,
           coalesce(sum(quantity) FILTER (WHERE business_date > $as_of - 91), 0) AS units
    FROM sale_line
    WHERE kind = 'sale' AND business_date <= $as_of AND business_date >= $from AND business_date < $to
      AND ($currency IS NULL OR currency = $currency)
      AND (len(CAST($where_pairs AS VARCHAR[])) = 0
           OR list_bool_and(list_transform(
                  list_zip(CAST($where_paths AS VARCHAR[]), json_extract_string(attributes, CAST($where_paths AS VARCHAR[]))),
                  lambda pair: list_contains(CAST($where_pairs AS VARCHAR[]), pair[1] || '=' || pair[2]))))
    GROUP BY product_id, store_id
), came AS (
    SELECT product_id, store_id, max(received_on) AS last_receipt
    FROM purchase_order_line
    WHERE received_on <= $as_of
    GROUP BY product_id, store_id
), main_currency AS (
    SELECT arg_max(currency, (lines, currency)) AS main FROM (SELECT currency, count(*) AS lines FROM sale_line GROUP BY currency)
), lying AS (
    SELECT stock_now.product_id, stock_now.store_id, stock_now.product, stock_now.store, on_hand,
           $as_of - sold.last_sale AS days_without_sale, $as_of - came.last_receipt AS days_since_receipt,
           coalesce(sold.units, 0) AS units, on_hand * 91.0 / nullif(coalesce(sold.units, 0), 0) AS cover
    FROM stock_now
    LEFT JOIN sold ON sold.product_id = stock_now.product_id AND sold.store_id = stock_now.store_id
    LEFT JOIN came ON came.product_id = stock_now.product_id AND came.store_id = stock_now.store_id
    WHERE on_hand > 0
), best AS ( -- where else it sells
    SELECT product_id, store_id, store, units
    FROM (
        SELECT lying.product_id, sold.store_id, store.code AS store, sold.units,
               row_number() OVER (PARTITION BY lying.product_id ORDER BY sold.units DESC, store.code) AS place
        FROM (SELECT DISTINCT product_id FROM lying) AS lying
        JOIN sold ON sold.product_id = lying.product_id
        JOIN store ON store.store_id = sold.store_id
        LEFT JOIN lying AS there ON there.product_id = sold.product_id AND there.store_id = sold.store_id
        WHERE sold.units > 0 AND coalesce(there.cover, 0) < 28
    )
    WHERE place = 1
)
SELECT lying.product,
       coalesce(lying.store, '(none)') AS store,
       product.name,
       CASE WHEN lying.units = 0 OR days_without_sale >= $dead_days THEN 'dead' ELSE 'slow' END AS state,
       CAST(on_hand AS DECIMAL(38,3)) AS on_hand,
       CAST(days_without_sale AS BIGINT) AS days_without_sale,
       CAST(days_since_receipt AS BIGINT) AS days_since_receipt,
       CAST(lying.units AS DECIMAL(38,3)) AS units_sold,
       CAST(cover AS DOUBLE) AS days_of_cover,
       coalesce(store.currency, main, 'XXX') AS currency,
       CAST(round(on_hand * unit_cost * power(10, coalesce(digits, 2))) AS DECIMAL(38,0)) AS stock_value,
       CAST(round(CAST(on_hand * unit_cost AS DOUBLE) * $holding_rate * power(10, coalesce(digits, 2))) AS DECIMAL(38,0)) AS holding_cost,
       CASE WHEN best.store IS NOT NULL AND best.store_id <> lying.store_id
            THEN 'send to ' || best.store || ', which sold ' || CAST(CAST(best.units AS BIGINT) AS VARCHAR) || ' in 91 days'
            WHEN coalesce(product.status, '') = 'ended' THEN 'give back to the supplier, or write off'
            ELSE 'mark down' END AS action
FROM lying
CROSS JOIN main_currency
LEFT JOIN product ON product.product_id = lying.product_id
LEFT JOIN store ON store.store_id = lying.store_id
LEFT JOIN currency ON currency.code = coalesce(store.currency, main)
LEFT JOIN best ON best.product_id = lying.product_id
WHERE ($stores IS NULL OR lying.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
  AND ($products IS NULL OR lying.product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
  AND coalesce(days_since_receipt, 10000) >= 28
  AND (coalesce(days_without_sale, 10000) >= $dead_days AND coalesce(days_since_receipt, 10000) >= $dead_days
       OR coalesce(cover, 1e9) > $slow_days)
ORDER BY coalesce(on_hand * unit_cost, 0) DESC, lying.product, store
LIMIT CASE WHEN $limit > 0 THEN $limit END
