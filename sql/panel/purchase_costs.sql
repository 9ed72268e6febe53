-- What lines of known customers brought where their cost is known, and that cost; minor units, one row.
WITH
-- part: selected_line,
line AS (
    SELECT product_id, quantity, net_minor, cost_minor, currency
    FROM selected_line
    WHERE customer_id IS NOT NULL AND business_date <= $until AND ($currency IS NULL OR currency = $currency)
), priced AS (
    SELECT net_minor,
           coalesce(cost_minor, CAST(round(quantity * goods.unit_cost * power(10, coalesce(digits, 2))) AS BIGINT)) AS cost_minor
    FROM line
    LEFT JOIN (SELECT product_id, unit_cost FROM product WHERE unit_cost IS NOT NULL) AS goods USING (product_id)
    LEFT JOIN currency ON currency.code = line.currency
)
SELECT CAST(coalesce(sum(net_minor), 0) AS BIGINT) AS known_minor, CAST(coalesce(sum(cost_minor), 0) AS BIGINT) AS cost_minor
FROM priced
WHERE cost_minor IS NOT NULL
