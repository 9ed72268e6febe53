-- operation: sales.kpis
-- summary:   The key figures of a span in one row: net sales, units, transactions, baskets, returns
-- roles:     analyst management staff inventory marketing
-- uses:      span filters compare
-- column:    first_day date "first business day with data in the span"
-- column:    last_day date "last business day with data in the span"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    gross_sales money "sold lines before discounts and returns"
-- column:    discounts money "given on sold lines"
-- column:    returns money "net amount of returned lines, as booked; below zero"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    average_transaction money "net sales of a transaction"
-- column:    units_per_transaction number "units of a transaction"
-- column:    average_price money "net sales of a unit"
-- column:    return_rate share "units returned of the units sold, as booked"
-- column:    lines integer "lines of receipts"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change share "net sales against the year before" when compare
-- example:   retailinsight sales kpis --period 2022
-- example:   retailinsight sales kpis --period last_12_months --compare weekday
WITH measured AS (
    SELECT currency,
           min(business_date) AS first_day,
           max(business_date) AS last_day,
           sum(net_minor) AS net_minor,
           sum(CASE WHEN kind = 'sale' THEN gross_minor ELSE 0 END) AS gross_minor,
           sum(CASE WHEN kind = 'sale' THEN discount_minor ELSE 0 END) AS discount_minor,
           sum(CASE WHEN kind = 'return' THEN net_minor ELSE 0 END) AS returned_minor,
           sum(quantity) AS units,
           sum(CASE WHEN kind = 'sale' THEN quantity ELSE 0 END) AS units_sold,
           sum(CASE WHEN kind = 'return' THEN -quantity ELSE 0 END) AS units_returned,
           count(DISTINCT CASE WHEN kind = 'sale' THEN receipt_key END) AS transactions,
           count(DISTINCT customer_id) AS customers,
           count(*) AS lines
    FROM sale_line
    WHERE kind <> 'void'
      AND business_date >= $from AND business_date < $to
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND ($currency IS NULL OR currency = $currency)
    GROUP BY currency
), earlier AS (
    SELECT currency, sum(net_minor) AS before_minor
    FROM sale_line
    WHERE kind <> 'void'
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND ($currency IS NULL OR currency = $currency)
      AND business_date IN (SELECT day_before FROM compare_day
                            WHERE mode = $compare AND calendar = 'gregorian' AND day >= $from AND day < $to AND day <= $as_of)
    GROUP BY currency
)
SELECT first_day,
       last_day,
       currency,
       CAST(net_minor AS DECIMAL(38,0)) AS net_sales,
       CAST(gross_minor AS DECIMAL(38,0)) AS gross_sales,
       CAST(discount_minor AS DECIMAL(38,0)) AS discounts,
       CAST(returned_minor AS DECIMAL(38,0)) AS returns,
       CAST(units AS DECIMAL(38,3)) AS units,
       transactions,
       customers,
       CAST(round(CAST(net_minor AS DOUBLE) / nullif(transactions, 0)) AS DECIMAL(38,0)) AS average_transaction,
       CAST(units AS DOUBLE) / nullif(transactions, 0) AS units_per_transaction,
       CAST(round(CAST(net_minor AS DOUBLE) / nullif(CAST(units AS DOUBLE), 0)) AS DECIMAL(38,0)) AS average_price,
       CAST(units_returned AS DOUBLE) / nullif(CAST(units_sold AS DOUBLE), 0) AS return_rate,
       lines,
       CAST(before_minor AS DECIMAL(38,0)) AS net_sales_before,
       CAST(net_minor - before_minor AS DOUBLE) / nullif(CAST(before_minor AS DOUBLE), 0) AS change
FROM measured
LEFT JOIN earlier USING (currency)
ORDER BY currency
