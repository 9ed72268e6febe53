-- operation: sales.movers
-- summary:   Products and categories that rise and fall most against the year before, with the share they gained or lost
-- details:   Ordered by the amount of the change. New ones had no lines in the comparison span, gone ones have none in this span.
--            share_change is in points: 0.02 is two points of the net sales in that currency.
-- roles:     analyst management staff inventory marketing
-- scope:     stores
-- uses:      span filters refunds calendar compare=weekday
-- param:     of enum(product,category,brand,department,store) default product "what moves"
-- param:     direction enum(both,rising,falling) default both "which way"
-- param:     min-units number default 0 "leave out what sold fewer units in both spans"
-- param:     limit count default 20 "most rows of a currency; 0: all"
-- column:    value text "product, category, brand, department or store"
-- column:    name text "description of the product"
-- column:    movement text "rising, falling, new, gone or unchanged"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it"
-- column:    change_amount money "net sales less those of the year before"
-- column:    change share "change_amount of net_sales_before; missing where there were none"
-- column:    units decimal "units sold less units returned"
-- column:    units_before decimal "units of the year before"
-- column:    share share "part of the net sales in that currency"
-- column:    share_before share "part of the net sales of the year before"
-- column:    share_change number "share gained or, below zero, lost: points as a fraction"
-- example:   retailinsight sales movers --period last_12_months --limit 10
-- example:   retailinsight sales movers --of category --direction falling --period 2023-Q1
-- example:   retailinsight sales movers --min-units 50 --compare calendar --period 2022
WITH
-- part: line,
-- part: earlier_day,
keyed AS NOT MATERIALIZED (
    SELECT line.*,
           CASE $of WHEN 'product' THEN coalesce(CAST(line.product_id AS VARCHAR), '')
                    WHEN 'store' THEN coalesce(store.code, '(none)')
                    WHEN 'category' THEN coalesce(product.category, line.category, '(none)')
                    WHEN 'brand' THEN coalesce(product.brand, '(none)')
                    ELSE coalesce(product.department, '(none)') END AS key
    FROM line
    LEFT JOIN (SELECT product_id, category, brand, department FROM product WHERE $of NOT IN ('product', 'store')) AS product
         USING (product_id)
    LEFT JOIN (SELECT store_id, code FROM store WHERE $of = 'store') AS store USING (store_id)
), measured AS (
    SELECT key, currency, sum(net_minor) AS net_minor, sum(quantity) AS units
    FROM keyed
    WHERE day >= $from AND day < $to
    GROUP BY key, currency
), earlier AS (
    SELECT key, currency, sum(net_minor) AS before_minor, sum(quantity) AS units_before
    FROM keyed
    JOIN earlier_day ON day_before = day
    GROUP BY key, currency
), moved AS (
    SELECT key, currency,
           CASE WHEN before_minor IS NULL THEN 'new' WHEN net_minor IS NULL THEN 'gone'
                WHEN net_minor > before_minor THEN 'rising' WHEN net_minor < before_minor THEN 'falling'
                ELSE 'unchanged' END AS movement,
           CAST(coalesce(net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
           CAST(coalesce(before_minor, 0) AS DECIMAL(38,0)) AS net_sales_before,
           CAST(coalesce(units, 0) AS DECIMAL(38,3)) AS units,
           CAST(coalesce(units_before, 0) AS DECIMAL(38,3)) AS units_before,
           coalesce(CAST(net_minor AS DOUBLE) / nullif(CAST(sum(net_minor) OVER (PARTITION BY currency) AS DOUBLE), 0), 0) AS share,
           coalesce(CAST(before_minor AS DOUBLE) / nullif(CAST(sum(before_minor) OVER (PARTITION BY currency) AS DOUBLE), 0), 0)
               AS share_before
    FROM measured
    FULL JOIN earlier USING (key, currency)
)
SELECT CASE WHEN $of = 'product' THEN coalesce(product.sku, '(none)') ELSE key END AS value,
       product.name AS name,
       movement,
       currency,
       net_sales,
       net_sales_before,
       CAST(net_sales - net_sales_before AS DECIMAL(38,0)) AS change_amount,
       CAST(net_sales - net_sales_before AS DOUBLE) / nullif(abs(CAST(net_sales_before AS DOUBLE)), 0) AS change,
       units,
       units_before,
       share,
       share_before,
       share - share_before AS share_change
FROM moved
LEFT JOIN (SELECT product_id, sku, name FROM product WHERE $of = 'product') AS product
     ON CAST(product.product_id AS VARCHAR) = key
WHERE greatest(units, units_before) >= $min_units
  AND ($direction = 'both' OR ($direction = 'rising' AND net_sales > net_sales_before)
       OR ($direction = 'falling' AND net_sales < net_sales_before))
QUALIFY $limit = 0
     OR row_number() OVER (PARTITION BY currency ORDER BY abs(net_sales - net_sales_before) DESC, value) <= $limit
ORDER BY currency, abs(net_sales - net_sales_before) DESC, value
