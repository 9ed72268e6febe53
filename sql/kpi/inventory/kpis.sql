-- operation: inventory.kpis
-- summary:   How stock works: in-stock share, sell-through, weeks of supply, stock turn and GMROI by store or category
-- details:   Stock is known at the moments that imports say, so every figure states what it is made of. in_stock: counts of a product
--            in a store with something on hand, of all counts. Opening stock is the last count before the span, otherwise the
--            first in it. sell_through: units sold of opening stock and units received on purchase orders. weeks_of_supply: units
--            on hand by the last count of the average units a week over the span. Cost is the product's unit cost: average stock
--            at cost is the sum of the mean of each product's counts in a store; stock_turn and gmroi are for a year: cost of goods sold, and gross
--            margin, of that average. cost_known is the part of the units on hand whose product has a cost.
-- roles:     inventory analyst management
-- scope:     stores
-- uses:      span filters refunds limit=0
-- param:     by enum(store,category,product,total) default category "what a row is"
-- column:    value text "store, category or product; all for the total"
-- column:    currency text "of the store, otherwise of most sales; amounts in several currencies are never added"
-- column:    in_stock share "counts with something on hand, of all counts of a product in a store"
-- column:    counts integer "counts of a product in a store behind it"
-- column:    units_sold decimal "units sold less units returned, in the span"
-- column:    opening_units decimal "on hand at the beginning"
-- column:    received_units decimal "received on purchase orders in the span"
-- column:    sell_through share "units sold of opening and received units"
-- column:    on_hand decimal "units by the last count"
-- column:    weeks_of_supply number "on hand, in weeks of the units sold on average"
-- column:    stock_at_cost money "sum of the mean count of each product in a store, at its unit cost"
-- column:    cost_of_sales money "cost of the goods sold in the span, where known"
-- column:    stock_turn number "cost of sales of a year, of the average stock at cost"
-- column:    gross_margin money "in the span, of lines whose cost is known"
-- column:    gmroi number "gross margin of a year, of the average stock at cost"
-- column:    cost_known share "part of the units on hand whose product has a cost"
-- example:   retailinsight inventory kpis --by category --period last_12_months
-- example:   retailinsight inventory kpis --by store
WITH
-- part: line,
chosen_stock AS (
    SELECT store_id, product_id, CAST(counted_at AS DATE) AS day,
           arg_max(on_hand, (counted_at, import_id, record_no)) AS on_hand
    FROM stock_level
    WHERE counted_at < least($to, $as_of + 1)
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
    GROUP BY ALL
), stock AS (
    SELECT store_id, product_id,
           count(*) FILTER (WHERE day >= $from) AS counts,
           count(*) FILTER (WHERE day >= $from AND on_hand > 0) AS filled,
           coalesce(arg_max(on_hand, day) FILTER (WHERE day < $from), arg_min(on_hand, day) FILTER (WHERE day >= $from)) AS opening,
           coalesce(avg(on_hand) FILTER (WHERE day >= $from), arg_max(on_hand, day)) AS average,
           arg_max(on_hand, day) AS on_hand
    FROM chosen_stock
    GROUP BY ALL
), received AS (
    SELECT store_id, product_id, sum(coalesce(received, quantity)) AS received
    FROM purchase_order_line
    WHERE received_on >= $from AND received_on < least($to, $as_of + 1)
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
    GROUP BY ALL
), main_currency AS (
    SELECT arg_max(currency, (lines, currency)) AS main FROM (SELECT currency, count(*) AS lines FROM sale_line GROUP BY currency)
), goods AS (
    SELECT product_id, sku, category, unit_cost FROM product
), shop AS (
    SELECT store_id, code, currency AS own FROM store
), sold AS (
    SELECT line.store_id, line.product_id, line.currency, sum(quantity) AS units, sum(net_minor) AS net_minor,
           sum(coalesce(cost_minor, CAST(round(quantity * unit_cost * power(10, coalesce(digits, 2))) AS BIGINT))) AS cost_minor,
           sum(net_minor - coalesce(cost_minor, CAST(round(quantity * unit_cost * power(10, coalesce(digits, 2))) AS BIGINT)))
               AS margin_minor
    FROM line
    LEFT JOIN goods USING (product_id)
    LEFT JOIN currency ON currency.code = line.currency
    WHERE day >= $from AND day < least($to, $as_of + 1)
    GROUP BY ALL
), placed AS ( -- stock in the currency of its store; one row a store, product and currency
    SELECT store_id, product_id, coalesce(own, main, 'XXX') AS currency, stock.* EXCLUDE (store_id, product_id), NULL AS received,
           NULL AS units, NULL AS cost_minor, NULL AS margin_minor
    FROM stock LEFT JOIN shop USING (store_id) CROSS JOIN main_currency
    UNION ALL
    SELECT store_id, product_id, coalesce(own, main, 'XXX'), NULL, NULL, NULL, NULL, NULL, received, NULL, NULL, NULL
    FROM received LEFT JOIN shop USING (store_id) CROSS JOIN main_currency
    UNION ALL
    SELECT store_id, product_id, currency, NULL, NULL, NULL, NULL, NULL, NULL, units, cost_minor, margin_minor
    FROM sold
), measured AS (
    SELECT CASE $by WHEN 'store' THEN coalesce(shop.code, '(none)') WHEN 'category' THEN coalesce(goods.category, '(none)')
                    WHEN 'product' THEN coalesce(goods.sku, '(none)') ELSE 'all' END AS value,
           placed.currency,
           sum(counts) AS counts, sum(filled) AS filled, sum(opening) AS opening, sum(on_hand) AS on_hand,
           sum(received) AS received, sum(units) AS units, sum(cost_minor) AS cost_minor, sum(margin_minor) AS margin_minor,
           sum(round(average * unit_cost * power(10, coalesce(digits, 2)))) AS stock_minor,
           sum(on_hand) FILTER (WHERE unit_cost IS NOT NULL) AS costed_units
    FROM placed
    LEFT JOIN goods USING (product_id)
    LEFT JOIN shop ON shop.store_id = placed.store_id
    LEFT JOIN currency ON currency.code = placed.currency
    WHERE $currency IS NULL OR placed.currency = $currency
    GROUP BY ALL
), figures AS (
    SELECT *, CAST(least($to, $as_of + 1) - $from AS DOUBLE) AS days FROM measured
)
SELECT value,
       currency,
       CAST(filled AS DOUBLE) / nullif(counts, 0) AS in_stock,
       CAST(coalesce(counts, 0) AS BIGINT) AS counts,
       CAST(coalesce(units, 0) AS DECIMAL(38,3)) AS units_sold,
       CAST(opening AS DECIMAL(38,3)) AS opening_units,
       CAST(coalesce(received, 0) AS DECIMAL(38,3)) AS received_units,
       CAST(coalesce(units, 0) AS DOUBLE) / nullif(CAST(opening + coalesce(received, 0) AS DOUBLE), 0) AS sell_through,
       CAST(on_hand AS DECIMAL(38,3)) AS on_hand,
       CAST(on_hand AS DOUBLE) / nullif(CAST(units AS DOUBLE) / days * 7, 0) AS weeks_of_supply,
       CAST(stock_minor AS DECIMAL(38,0)) AS stock_at_cost,
       CAST(cost_minor AS DECIMAL(38,0)) AS cost_of_sales,
       CAST(cost_minor AS DOUBLE) * 365 / days / nullif(stock_minor, 0) AS stock_turn,
       CAST(margin_minor AS DECIMAL(38,0)) AS gross_margin,
       CAST(margin_minor AS DOUBLE) * 365 / days / nullif(stock_minor, 0) AS gmroi,
       CAST(costed_units AS DOUBLE) / nullif(CAST(on_hand AS DOUBLE), 0) AS cost_known
FROM figures
ORDER BY currency, value
LIMIT CASE WHEN $limit > 0 THEN $limit END
