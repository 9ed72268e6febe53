-- operation: sales.margin
-- summary:   Gross margin by store, category, product, payment method or other attribute
-- details:   The cost of a line is what its file says, otherwise the unit cost of the product as described. Lines without any cost
--            are left out of margin and rate; cost_known says how much of the net sales they leave. Of attributes of customers the
--            figures of groups of fewer than ten people are missing, as in sales groups.
-- roles:     analyst management
-- scope:     stores
-- uses:      span filters refunds compare calendar limit=0
-- param:     split text default store "store, region, city, category, department, brand, product, payment ... or other attribute; none: the total"
-- column:    value text "value of the attribute; empty for the total"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    cost_known share "part of the net sales whose cost is known"
-- column:    cost money "of the goods, where known"
-- column:    gross_margin money "net sales less cost, of lines whose cost is known"
-- column:    margin_rate share "gross margin of those net sales"
-- column:    share share "part of the gross margin in that currency"
-- column:    gross_margin_before money "gross margin of the year before, as --compare aligns it" when compare
-- column:    change_amount money "gross margin less that of the year before" when compare
-- column:    change share "change_amount of gross_margin_before; missing where there was none" when compare
-- example:   retailinsight sales margin --split category --period last_12_months
-- example:   retailinsight sales margin --split store --compare weekday
WITH
-- part: line,
-- part: earlier_day,
-- part: attribute_key,
costed AS NOT MATERIALIZED (
    SELECT keyed.key, keyed.currency, keyed.day, net_minor, CASE WHEN $attribute <> 'none' THEN customer_id END AS customer_id,
           coalesce(cost_minor, CAST(round(quantity * goods.unit_cost * power(10, coalesce(digits, 2))) AS BIGINT)) AS cost_minor
    FROM keyed
    LEFT JOIN (SELECT product_id, unit_cost FROM product WHERE unit_cost IS NOT NULL) AS goods USING (product_id)
    LEFT JOIN currency ON currency.code = keyed.currency
), measured AS (
    SELECT key, currency, sum(net_minor) AS net_minor, sum(cost_minor) AS cost_minor, sum(net_minor - cost_minor) AS margin_minor,
           sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL) AS known_minor,
           count(DISTINCT customer_id) AS customers
    FROM costed
    WHERE day >= $from AND day < $to
    GROUP BY key, currency
), earlier AS (
    SELECT key, currency, sum(net_minor - cost_minor) AS before_minor, count(DISTINCT customer_id) AS customers_before
    FROM costed
    JOIN earlier_day ON day_before = day
    GROUP BY key, currency
), peopled AS (
    SELECT 0 AS slot, currency, key, coalesce(customers, 0) AS customers, coalesce(customers_before, 0) AS customers_before
    FROM measured
    FULL JOIN earlier USING (key, currency)
),
-- part: withheld,
listing AS (
    SELECT key, currency,
           CAST(coalesce(net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
           coalesce(CAST(known_minor AS DOUBLE), 0) / nullif(CAST(net_minor AS DOUBLE), 0) AS cost_known,
           CAST(cost_minor AS DECIMAL(38,0)) AS cost,
           CAST(margin_minor AS DECIMAL(38,0)) AS gross_margin,
           CAST(margin_minor AS DOUBLE) / nullif(CAST(known_minor AS DOUBLE), 0) AS margin_rate,
           CAST(margin_minor AS DOUBLE) / nullif(CAST(sum(margin_minor) OVER (PARTITION BY currency) AS DOUBLE), 0) AS share,
           CAST(before_minor AS DECIMAL(38,0)) AS gross_margin_before,
           CAST(margin_minor - before_minor AS DECIMAL(38,0)) AS change_amount,
           CAST(margin_minor - before_minor AS DOUBLE) / nullif(abs(CAST(before_minor AS DOUBLE)), 0) AS change
    FROM measured
    FULL JOIN earlier USING (key, currency)
), shown AS (
    SELECT * FROM listing WHERE (currency, key) NOT IN (SELECT (currency, key) FROM withheld)
    UNION ALL BY NAME
    SELECT currency, key FROM withheld
)
SELECT key AS value,
       shown.currency,
       net_sales,
       cost_known,
       cost,
       gross_margin,
       margin_rate,
       share,
       gross_margin_before,
       change_amount,
       change
FROM shown
ORDER BY shown.currency, gross_margin DESC NULLS LAST, value
LIMIT CASE WHEN $limit > 0 THEN $limit END
