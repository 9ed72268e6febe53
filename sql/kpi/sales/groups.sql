-- operation: sales.groups
-- summary:   Net sales, units, transactions and customers by any attribute of stores, products, customers or lines
-- details:   Attributes are store, region, city, product, department, category, subcategory, brand, supplier, payment, gender and
--            every column that an import kept without knowing its meaning. Of attributes of customers the figures of groups of fewer
--            than ten people are missing, and those of the next smallest group where a single one could be told from the rest.
-- roles:     analyst management inventory marketing
-- scope:     stores
-- uses:      span filters refunds compare calendar limit=0
-- param:     attribute text required positional "what to group by: brand, city, department, or a column kept at import"
-- column:    value text "value of the attribute; (none) where it is not known"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales in that currency"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before; missing where there were none: new" when compare
-- example:   retailinsight sales groups brand --period last_12_months
-- example:   retailinsight sales groups Country --compare weekday --limit 10
WITH
-- part: line,
-- part: earlier_day,
-- part: attribute_key,
-- part: listing,
peopled AS (
    SELECT 0 AS slot, currency, key, customers, customers_before FROM listing
),
-- part: withheld,
shown AS (
    SELECT * FROM listing WHERE (currency, key) NOT IN (SELECT (currency, key) FROM withheld)
    UNION ALL BY NAME
    SELECT currency, key FROM withheld
)
SELECT key AS value,
       shown.currency,
       net_sales,
       units,
       transactions,
       customers,
       share,
       net_sales_before,
       change_amount,
       change
FROM shown
ORDER BY shown.currency, net_sales DESC NULLS LAST, value
LIMIT CASE WHEN $limit > 0 THEN $limit END
