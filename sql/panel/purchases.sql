-- What known customers bought and brought back: one row a customer, business day, receipt, kind and currency; minor units.
-- known_minor, cost_minor: net amount of the lines whose cost is known, and that cost; asked for with $costs.
WITH
-- part: selected_line
SELECT customer_identity.pseudonym AS customer,
       day,
       receipt,
       currency,
       net_minor,
       coalesce(known_minor, 0) AS known_minor,
       coalesce(cost_minor, 0) AS cost_minor
FROM (
    SELECT customer_id, day, receipt, currency,
           CAST(sum(net_minor) AS BIGINT) AS net_minor,
           CAST(sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL) AS BIGINT) AS known_minor,
           CAST(sum(cost_minor) AS BIGINT) AS cost_minor
    FROM (
        SELECT customer_id, business_date AS day, receipt_key AS receipt, kind, line.currency, net_minor,
               coalesce(cost_minor, CAST(round(quantity * goods.unit_cost * power(10, coalesce(digits, 2))) AS BIGINT))
                   AS cost_minor
        FROM (
            SELECT * REPLACE (CASE WHEN $costs THEN cost_minor END AS cost_minor)
            FROM selected_line
            WHERE customer_id IS NOT NULL AND business_date <= $until AND ($currency IS NULL OR currency = $currency)
        ) AS line
        LEFT JOIN (SELECT product_id, unit_cost FROM product WHERE $costs AND unit_cost IS NOT NULL) AS goods USING (product_id)
        LEFT JOIN currency ON currency.code = line.currency
    )
    GROUP BY customer_id, day, receipt, kind, currency
)
JOIN customer_identity USING (customer_id)
