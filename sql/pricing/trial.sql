-- What the chosen products sold in each chosen store by business day, from $from up to $to: units, money without tax, margin (missing: a cost is
-- not known). Major units, in one currency: $currency, else the one that is met most.
WITH
-- part: selected_line,
sold AS (
    SELECT s.store_id, s.business_date AS day, s.quantity, s.net_minor, s.currency, product.unit_cost
    FROM selected_line AS s
    LEFT JOIN (SELECT product_id, CAST(unit_cost AS DOUBLE) AS unit_cost FROM product) AS product USING (product_id)
    WHERE s.kind = 'sale' AND s.store_id IS NOT NULL AND s.quantity > 0 AND s.business_date >= $from AND s.business_date < $to
), chosen AS (
    SELECT coalesce($currency, (SELECT currency FROM sold GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1)) AS currency
)
SELECT store_identity.code AS store, day, CAST(sum(quantity) AS DOUBLE) AS units,
       CAST(sum(net_minor) AS DOUBLE) / power(10, any_value(coalesce(currency.digits, 2))) AS sales,
       CASE WHEN count(*) = count(unit_cost)
            THEN CAST(sum(net_minor) AS DOUBLE) / power(10, any_value(coalesce(currency.digits, 2))) - sum(CAST(quantity AS DOUBLE) * unit_cost) END AS margin
FROM sold
JOIN chosen ON chosen.currency = sold.currency
JOIN store_identity USING (store_id)
LEFT JOIN currency ON currency.code = sold.currency
GROUP BY store_identity.code, day
ORDER BY store, day
