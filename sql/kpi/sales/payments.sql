-- operation: sales.payments
-- summary:   Net sales, units, transactions and customers by payment method
-- details:   With --compare a method that was used in one of the two spans only is listed too. The mix over time is sales trend
--            --split payment.
-- roles:     analyst management staff
-- scope:     stores
-- uses:      span filters refunds compare calendar limit=0
-- column:    payment_method text "how it was paid; (none) where the receipt does not say"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before; missing where there were none: new" when compare
-- example:   retailinsight sales payments --from 2022-01-01 --to 2023-01-01
-- example:   retailinsight sales payments --period last_12_months --compare weekday --format csv
WITH
-- part: line_or_receipt,
-- part: earlier_day,
keyed AS NOT MATERIALIZED (
    SELECT *, coalesce(payment_method, '(none)') AS key FROM line
),
-- part: listing
SELECT key AS payment_method,
       listing.currency,
       net_sales,
       units,
       transactions,
       customers,
       share,
       net_sales_before,
       change_amount,
       change
FROM listing
ORDER BY listing.currency, net_sales DESC, payment_method
LIMIT CASE WHEN $limit > 0 THEN $limit END
