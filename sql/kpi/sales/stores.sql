-- operation: sales.stores
-- summary:   Net sales, units, transactions and customers by store
-- roles:     analyst management staff
-- uses:      span filters limit=0
-- column:    store store "code of the store"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- example:   retailinsight sales stores --from 2022-01-01 --to 2023-01-01
-- example:   retailinsight sales stores --period last_12_months --format csv
WITH measured AS (
    SELECT store_id, currency,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           count(DISTINCT CASE WHEN kind = 'sale' THEN receipt_key END) AS transactions,
           count(DISTINCT customer_id) AS customers
    FROM sale_line
    WHERE kind <> 'void'
      AND business_date >= $from AND business_date < $to
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND ($currency IS NULL OR currency = $currency)
    GROUP BY store_id, currency
)
SELECT coalesce(store.code, '(none)') AS store,
       measured.currency,
       CAST(net_minor AS DECIMAL(38,0)) AS net_sales,
       CAST(units AS DECIMAL(38,3)) AS units,
       transactions,
       customers,
       CAST(net_minor AS DOUBLE) / nullif(CAST(sum(net_minor) OVER (PARTITION BY measured.currency) AS DOUBLE), 0) AS share
FROM measured
LEFT JOIN store USING (store_id)
ORDER BY measured.currency, net_sales DESC, store
LIMIT CASE WHEN $limit > 0 THEN $limit END
