-- operation: sales.receipts
-- summary:   Receipts behind a figure, the largest first: when, where, how much, and what the chosen lines of them made
-- details:   A receipt is listed when one of its lines is chosen; amount and units are of the chosen lines, `lines` of the whole receipt.
-- roles:     analyst management
-- scope:     stores
-- uses:      span filters refunds limit=50
-- column:    receipt text "its number, for 'sales receipt'"
-- column:    store store "where"
-- column:    register text "till"
-- column:    transaction_no text "number on the paper"
-- column:    sold_at time "when"
-- column:    day date "business date"
-- column:    payment_method text "how it was paid"
-- column:    currency text "currency of the amount"
-- column:    net_sales money "of the chosen lines, after discounts and returns, tax excluded"
-- column:    units decimal "of the chosen lines, sold less returned"
-- column:    lines integer "lines of the whole receipt, without those voided"
-- example:   retailinsight sales receipts --from 2022-01-01 --to 2022-02-01 --category Shoes --limit 10
-- example:   retailinsight sales receipts --product SKU-1 --store S01
WITH
-- part: line,
chosen_receipt AS (
    SELECT receipt_key, currency, sum(net_minor) AS net, sum(quantity) AS units
    FROM line
    WHERE day >= $from AND day < $to
    GROUP BY receipt_key, currency
), largest AS (
    SELECT * FROM chosen_receipt
    ORDER BY currency, net DESC, receipt_key
    LIMIT CASE WHEN $limit > 0 THEN $limit END
), whole AS (
    SELECT receipt_key, any_value(store_id) AS store_id, min(register) AS register, min(transaction_no) AS transaction_no,
           min(sold_at) AS sold_at, min(business_date) AS business_date, min(payment_method) AS payment_method, count(*) AS lines
    FROM sale_line
    WHERE kind <> 'void' AND receipt_key IN (SELECT receipt_key FROM largest)
    GROUP BY receipt_key
)
SELECT CAST(CAST(largest.receipt_key AS HUGEINT) + CASE WHEN largest.receipt_key < 0 THEN 18446744073709551616 ELSE 0 END AS VARCHAR) AS receipt,
       store.code AS store,
       whole.register,
       whole.transaction_no,
       whole.sold_at,
       whole.business_date AS day,
       whole.payment_method,
       largest.currency,
       largest.net AS net_sales,
       largest.units,
       whole.lines
FROM largest
JOIN whole USING (receipt_key)
LEFT JOIN store ON store.store_id = whole.store_id
ORDER BY largest.currency, largest.net DESC, largest.receipt_key
