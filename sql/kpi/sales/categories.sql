-- operation: sales.categories
-- summary:   Net sales, units, transactions and customers by category
-- roles:     analyst management staff inventory marketing
-- uses:      span filters limit=0
-- column:    category text "category of the product; (none) where it has none"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- example:   retailinsight sales categories --from 2022-01-01 --to 2023-01-01
-- example:   retailinsight sales categories --store S01 --period last_12_months
WITH described AS (
    SELECT line.*, coalesce(product.category, line.category, '(none)') AS category_name
    FROM sale_line AS line
    LEFT JOIN product USING (product_id)
), measured AS (
    SELECT category_name AS category, currency,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           count(DISTINCT CASE WHEN kind = 'sale' THEN receipt_key END) AS transactions,
           count(DISTINCT customer_id) AS customers
    FROM described
    WHERE kind <> 'void'
      AND business_date >= $from AND business_date < $to
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND ($currency IS NULL OR currency = $currency)
    GROUP BY category_name, currency
)
SELECT category,
       currency,
       CAST(net_minor AS DECIMAL(38,0)) AS net_sales,
       CAST(units AS DECIMAL(38,3)) AS units,
       transactions,
       customers,
       CAST(net_minor AS DOUBLE) / nullif(CAST(sum(net_minor) OVER (PARTITION BY currency) AS DOUBLE), 0) AS share
FROM measured
ORDER BY currency, net_sales DESC, category
LIMIT CASE WHEN $limit > 0 THEN $limit END
