-- operation: sales.kpis
-- summary:   The key figures of a span in one row: net sales, units, transactions, baskets, returns
-- details:   With --comp one row a set of stores: comparable, new and closed ones add up to all. The columns that end in _before
--            are the same figures of the year before, as --compare aligns it.
-- roles:     analyst management staff inventory marketing
-- scope:     stores
-- uses:      span filters refunds compare calendar comp
-- column:    first_day date "first business day with data in the span"
-- column:    last_day date "last business day with data in the span"
-- column:    store_set text "stores that are comparable (comp), new or closed" when comp
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    gross_sales money "sold lines before discounts and returns"
-- column:    discounts money "given on sold lines"
-- column:    returns money "net amount of returned lines; below zero"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    average_transaction money "net sales of a transaction"
-- column:    units_per_transaction number "units of a transaction"
-- column:    average_price money "net sales of a unit"
-- column:    return_rate share "units returned of the units sold"
-- column:    lines integer "lines of receipts"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before" when compare
-- column:    units_before decimal "units of the year before" when compare
-- column:    transactions_before integer "transactions of the year before" when compare
-- column:    customers_before integer "customers of the year before" when compare
-- column:    average_transaction_before money "net sales of a transaction, the year before" when compare
-- column:    units_per_transaction_before number "units of a transaction, the year before" when compare
-- column:    average_price_before money "net sales of a unit, the year before" when compare
-- column:    return_rate_before share "units returned of the units sold, the year before" when compare
-- example:   retailinsight sales kpis --period 2022
-- example:   retailinsight sales kpis --period last_12_months --compare weekday --comp
WITH
-- part: line_or_receipt,
-- part: earlier_day,
-- part: store_set,
chosen_line AS NOT MATERIALIZED (
    SELECT false AS before, * FROM line WHERE day >= $from AND day < $to
    UNION ALL
    SELECT true, line.* FROM line JOIN earlier_day ON day_before = day
), measured AS (
    SELECT before, currency,
           CASE WHEN $comp THEN coalesce(store_set, 'comp') ELSE '' END AS store_set,
           min(day) AS first_day,
           max(day) AS last_day,
           sum(net_minor) AS net_minor,
           sum(gross_minor) FILTER (WHERE kind = 'sale') AS gross_minor,
           sum(discount_minor) FILTER (WHERE kind = 'sale') AS discount_minor,
           sum(net_minor) FILTER (WHERE kind = 'return') AS returned_minor,
           sum(quantity) AS units,
           sum(quantity) FILTER (WHERE kind = 'sale') AS units_sold,
           -sum(quantity) FILTER (WHERE kind = 'return') AS units_returned,
           count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS transactions,
           count(DISTINCT customer_id) AS customers,
           CAST(sum(lines) AS BIGINT) AS lines
    FROM chosen_line
    LEFT JOIN (SELECT store_id, store_set FROM store_set WHERE $comp) AS sets USING (store_id)
    GROUP BY ALL
), figures AS (
    SELECT before, currency, store_set, first_day, last_day, transactions, customers, lines,
           CAST(coalesce(net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
           CAST(coalesce(gross_minor, 0) AS DECIMAL(38,0)) AS gross_sales,
           CAST(coalesce(discount_minor, 0) AS DECIMAL(38,0)) AS discounts,
           CAST(coalesce(returned_minor, 0) AS DECIMAL(38,0)) AS returns,
           CAST(coalesce(units, 0) AS DECIMAL(38,3)) AS units,
           CAST(round(CAST(net_minor AS DOUBLE) / nullif(transactions, 0)) AS DECIMAL(38,0)) AS average_transaction,
           CAST(units AS DOUBLE) / nullif(transactions, 0) AS units_per_transaction,
           CAST(round(CAST(net_minor AS DOUBLE) / nullif(CAST(units AS DOUBLE), 0)) AS DECIMAL(38,0)) AS average_price,
           CAST(coalesce(units_returned, 0) AS DOUBLE) / nullif(CAST(units_sold AS DOUBLE), 0) AS return_rate
    FROM measured
)
SELECT now.first_day,
       now.last_day,
       store_set,
       currency,
       coalesce(now.net_sales, 0) AS net_sales,
       coalesce(now.gross_sales, 0) AS gross_sales,
       coalesce(now.discounts, 0) AS discounts,
       coalesce(now.returns, 0) AS returns,
       coalesce(now.units, 0) AS units,
       coalesce(now.transactions, 0) AS transactions,
       coalesce(now.customers, 0) AS customers,
       now.average_transaction,
       now.units_per_transaction,
       now.average_price,
       now.return_rate,
       coalesce(now.lines, 0) AS lines,
       earlier.net_sales AS net_sales_before,
       CAST(coalesce(now.net_sales, 0) - earlier.net_sales AS DECIMAL(38,0)) AS change_amount,
       CAST(coalesce(now.net_sales, 0) - earlier.net_sales AS DOUBLE)
           / nullif(abs(CAST(earlier.net_sales AS DOUBLE)), 0) AS change,
       earlier.units AS units_before,
       earlier.transactions AS transactions_before,
       earlier.customers AS customers_before,
       earlier.average_transaction AS average_transaction_before,
       earlier.units_per_transaction AS units_per_transaction_before,
       earlier.average_price AS average_price_before,
       earlier.return_rate AS return_rate_before
FROM (SELECT * FROM figures WHERE NOT before) AS now
FULL JOIN (SELECT * FROM figures WHERE before) AS earlier USING (currency, store_set)
ORDER BY currency, store_set
