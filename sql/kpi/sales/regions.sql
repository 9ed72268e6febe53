-- operation: sales.regions
-- summary:   Net sales, units, transactions and customers by region of the stores
-- roles:     analyst management staff
-- scope:     stores
-- uses:      span filters refunds compare calendar limit=0
-- column:    region text "region of the store; (none) where it has none"
-- column:    stores integer "stores with sales in the span"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before; missing where there were none: new" when compare
-- example:   retailinsight sales regions --period last_12_months --compare weekday
-- example:   retailinsight sales regions --from 2022-01-01 --to 2023-01-01 --category Shoes
WITH
-- part: line_or_receipt,
-- part: earlier_day,
keyed AS NOT MATERIALIZED (
    SELECT line.*, coalesce(store.region, '(none)') AS key FROM line LEFT JOIN store USING (store_id)
),
-- part: listing,
stores AS (
    SELECT key, currency, count(DISTINCT coalesce(store_id, -1)) AS stores
    FROM keyed
    WHERE day >= $from AND day < $to
    GROUP BY key, currency
)
SELECT key AS region,
       coalesce(stores, 0) AS stores,
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
LEFT JOIN stores USING (key, currency)
ORDER BY listing.currency, net_sales DESC, region
LIMIT CASE WHEN $limit > 0 THEN $limit END
