-- operation: sales.stores
-- summary:   Net sales, units, transactions and customers by store
-- details:   With --compare a store that sold in one of the two spans only is listed too. With --comp each store says whether it
--            is comparable.
-- roles:     analyst management staff
-- scope:     stores
-- uses:      span filters refunds compare calendar comp limit=0
-- column:    store store "code of the store"
-- column:    store_set text "comp, new or closed" when comp
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before; missing where there were none: new" when compare
-- example:   retailinsight sales stores --from 2022-01-01 --to 2023-01-01
-- example:   retailinsight sales stores --period last_12_months --compare weekday --comp --format csv
WITH
-- part: line_or_receipt,
-- part: earlier_day,
-- part: store_set,
keyed AS NOT MATERIALIZED (
    SELECT *, coalesce(store_id, -1) AS key FROM line
),
-- part: listing
SELECT coalesce(store.code, '(none)') AS store,
       coalesce(store_set, 'comp') AS store_set,
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
LEFT JOIN store ON store.store_id = listing.key
LEFT JOIN store_set ON store_set.store_id = listing.key
ORDER BY listing.currency, net_sales DESC, store
LIMIT CASE WHEN $limit > 0 THEN $limit END
