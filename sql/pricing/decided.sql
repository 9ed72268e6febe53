-- What came of decided prices: for each of $skus and its $days (first day, days since 1970) units, money paid with tax and margin of the product in the
-- 56 days before and in up to 56 days from then on, before $to; and units of the others of its category whose
-- prices stayed, and how many those are. Major units, made at the end: sums are exact.
WITH
-- part: selected_line,
asked AS (
    SELECT place, CAST($skus AS VARCHAR[])[place] AS sku, DATE '1970-01-01' + CAST(CAST($days AS BIGINT[])[place] AS INTEGER) AS starts_on
    FROM (SELECT unnest(range(1, len(CAST($skus AS VARCHAR[])) + 1)) AS place)
), goods AS (
    SELECT product_id, sku, category, unit_cost FROM product
), own AS (
    SELECT asked.place, asked.starts_on, goods.product_id, goods.category FROM asked JOIN goods USING (sku)
), sold AS (
    SELECT own.place, s.product_id, s.product_id = own.product_id AS is_own, s.business_date >= own.starts_on AS since, s.quantity AS units,
           s.net_minor + coalesce(s.tax_minor, 0) AS paid_minor, s.net_minor, s.quantity * goods.unit_cost AS cost, power(10, coalesce(currency.digits, 2)) AS unit
    FROM selected_line AS s
    JOIN goods USING (product_id)
    JOIN own ON own.product_id = s.product_id OR own.category = goods.category
    LEFT JOIN currency ON currency.code = s.currency
    WHERE s.kind = 'sale' AND s.quantity > 0 AND s.business_date < $to
      AND s.business_date >= own.starts_on - 56 AND s.business_date < own.starts_on + 56
), by_product AS ( -- others whose own price moved by more than a fiftieth say nothing of the rest
    SELECT place, product_id, is_own, sum(units) FILTER (WHERE NOT since) AS before, sum(units) FILTER (WHERE since) AS since,
           is_own OR abs(sum(paid_minor) FILTER (WHERE since) / nullif(sum(units) FILTER (WHERE since), 0)
                         / nullif(sum(paid_minor) FILTER (WHERE NOT since) / nullif(sum(units) FILTER (WHERE NOT since), 0), 0) - 1) <= 0.02 AS stayed
    FROM sold
    GROUP BY place, product_id, is_own
), rest AS (
    SELECT place, CAST(coalesce(sum(before), 0) AS DOUBLE) AS before, CAST(coalesce(sum(since), 0) AS DOUBLE) AS since, count(*) AS products
    FROM by_product
    WHERE NOT is_own AND stayed
    GROUP BY place
)
SELECT CAST(place AS BIGINT) AS place,
       CAST(coalesce(sum(units) FILTER (WHERE is_own AND NOT sold.since), 0) AS DOUBLE) AS before,
       CAST(coalesce(sum(units) FILTER (WHERE is_own AND sold.since), 0) AS DOUBLE) AS since,
       sum(paid_minor) FILTER (WHERE is_own AND sold.since) / nullif(sum(units) FILTER (WHERE is_own AND sold.since), 0) / any_value(unit) AS price,
       sum(net_minor) FILTER (WHERE is_own AND NOT sold.since) / any_value(unit)
           - CAST(sum(cost) FILTER (WHERE is_own AND NOT sold.since) AS DOUBLE) AS margin_before,
       sum(net_minor) FILTER (WHERE is_own AND sold.since) / any_value(unit)
           - CAST(sum(cost) FILTER (WHERE is_own AND sold.since) AS DOUBLE) AS margin_since,
       any_value(coalesce(rest.before, 0)) AS others_before, any_value(coalesce(rest.since, 0)) AS others_since,
       CAST(any_value(coalesce(rest.products, 0)) AS BIGINT) AS others
FROM sold
LEFT JOIN rest USING (place)
GROUP BY place
ORDER BY place
