-- operation: customers.top
-- summary:   The customers who bring most: net sales, transactions, first and last purchase
-- roles:     marketing analyst management
-- scope:     stores
-- uses:      purchase_file span filters refunds limit=20
-- file:      top of customers
-- column:    customer customer "customer number; a pseudonym for those who may not see it"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    share share "part of the net sales in that currency"
-- column:    first_day date "first purchase in the span"
-- column:    last_day date "last purchase in the span"
-- example:   retailinsight customers top --limit 20
-- example:   retailinsight customers top --period last_12_months --store S01
-- example:   retailinsight customers top --input sales.csv --customer client --time day --receipt ticket --value amount
WITH
-- part: line,
measured AS (
    SELECT customer_id, currency,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS transactions,
           min(day) AS first_day,
           max(day) AS last_day
    FROM line
    WHERE day >= $from AND day < $to AND customer_id IS NOT NULL
    GROUP BY customer_id, currency
)
SELECT customer.pseudonym AS customer,
       currency,
       CAST(net_minor AS DECIMAL(38,0)) AS net_sales,
       CAST(units AS DECIMAL(38,3)) AS units,
       transactions,
       CAST(net_minor AS DOUBLE) / nullif(CAST(sum(net_minor) OVER (PARTITION BY currency) AS DOUBLE), 0) AS share,
       first_day,
       last_day
FROM measured
JOIN customer USING (customer_id)
ORDER BY currency, net_sales DESC, customer_id
LIMIT CASE WHEN $limit > 0 THEN $limit END
