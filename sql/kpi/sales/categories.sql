-- operation: sales.categories
-- summary:   Net sales, units, transactions and customers by category
-- details:   With --compare a category that sold in one of the two spans only is listed too.
-- roles:     analyst management staff inventory marketing
-- scope:     stores
-- uses:      span filters refunds compare calendar limit=0
-- column:    category text "category of the product; (none) where it has none"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before; missing where there were none: new" when compare
-- example:   retailinsight sales categories --from 2022-01-01 --to 2023-01-01
-- example:   retailinsight sales categories --store S01 --period last_12_months --compare weekday
WITH
-- part: line,
-- part: earlier_day,
keyed AS NOT MATERIALIZED (
    SELECT line.*, coalesce(product.category, line.category, '(none)') AS key FROM line LEFT JOIN product USING (product_id)
),
-- part: listing
SELECT key AS category,
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
ORDER BY listing.currency, net_sales DESC, category
LIMIT CASE WHEN $limit > 0 THEN $limit END
