-- What a change of net sales is made of: per currency the totals of both spans (category missing), then net sales and units
-- by category. counted: the part of the net sales that was made on days when the store's visitors were counted.
WITH
-- part: line,
-- part: earlier_day,
counted_day AS (
    SELECT coalesce(store_id, -1) AS store_id, business_date, sum(counted_in) AS counted_in
    FROM footfall
    WHERE ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
    GROUP BY ALL
), visitors AS (
    SELECT store_id,
           coalesce(sum(counted_in) FILTER (WHERE day_before IS NOT NULL), 0) AS visitors_before,
           coalesce(sum(counted_in) FILTER (WHERE business_date >= $from AND business_date < $to), 0) AS visitors_after
    FROM counted_day
    LEFT JOIN earlier_day ON day_before = business_date
    GROUP BY store_id
), two_spans AS NOT MATERIALIZED (
    SELECT false AS before, day, receipt_key, store_id, product_id, category, kind, quantity, net_minor, currency
    FROM line
    WHERE day >= $from AND day < $to
    UNION ALL
    SELECT true, day, receipt_key, store_id, product_id, category, kind, quantity, net_minor, currency
    FROM line
    JOIN earlier_day ON day_before = day
), by_category AS (
    SELECT currency, coalesce(product.category, two_spans.category, '(none)') AS category,
           coalesce(sum(net_minor) FILTER (WHERE before), 0) AS net_before,
           coalesce(sum(net_minor) FILTER (WHERE NOT before), 0) AS net_after,
           coalesce(sum(quantity) FILTER (WHERE before), 0) AS units_before,
           coalesce(sum(quantity) FILTER (WHERE NOT before), 0) AS units_after
    FROM two_spans
    LEFT JOIN product USING (product_id)
    GROUP BY ALL
), sold AS (
    SELECT before, currency, coalesce(store_id, -1) AS store_id, day, sum(net_minor) AS net_minor
    FROM two_spans
    GROUP BY ALL
), covered AS (
    SELECT currency,
           CAST(sum(net_minor) FILTER (WHERE before AND counted_in > 0) AS DOUBLE)
               / nullif(CAST(sum(net_minor) FILTER (WHERE before) AS DOUBLE), 0) AS counted_before,
           CAST(sum(net_minor) FILTER (WHERE NOT before AND counted_in > 0) AS DOUBLE)
               / nullif(CAST(sum(net_minor) FILTER (WHERE NOT before) AS DOUBLE), 0) AS counted_after
    FROM sold
    LEFT JOIN counted_day ON counted_day.store_id = sold.store_id AND business_date = day
    GROUP BY currency
), home_currency AS ( -- visitors belong to the currency that their store trades in most
    SELECT store_id, arg_max(currency, (net_minor, currency)) AS currency
    FROM (SELECT store_id, currency, sum(net_minor) AS net_minor FROM sold GROUP BY ALL)
    GROUP BY store_id
), counted AS (
    SELECT covered.*, visitors_before, visitors_after
    FROM covered
    LEFT JOIN (SELECT currency, sum(visitors_before) AS visitors_before, sum(visitors_after) AS visitors_after
               FROM home_currency JOIN visitors USING (store_id) GROUP BY currency) AS people USING (currency)
), total AS (
    SELECT currency,
           coalesce(sum(net_minor) FILTER (WHERE before), 0) AS net_before,
           coalesce(sum(net_minor) FILTER (WHERE NOT before), 0) AS net_after,
           coalesce(sum(quantity) FILTER (WHERE before), 0) AS units_before,
           coalesce(sum(quantity) FILTER (WHERE NOT before), 0) AS units_after,
           count(DISTINCT receipt_key) FILTER (WHERE before AND kind = 'sale') AS transactions_before,
           count(DISTINCT receipt_key) FILTER (WHERE NOT before AND kind = 'sale') AS transactions_after
    FROM two_spans
    GROUP BY currency
)
SELECT currency, CAST(NULL AS VARCHAR) AS category,
       CAST(net_before AS BIGINT), CAST(net_after AS BIGINT),
       CAST(units_before AS DOUBLE), CAST(units_after AS DOUBLE),
       transactions_before, transactions_after,
       CAST(visitors_before AS DOUBLE), CAST(visitors_after AS DOUBLE), counted_before, counted_after
FROM total
LEFT JOIN counted USING (currency)
UNION ALL
SELECT currency, category, CAST(net_before AS BIGINT), CAST(net_after AS BIGINT),
       CAST(units_before AS DOUBLE), CAST(units_after AS DOUBLE), 0, 0, NULL, NULL, NULL, NULL
FROM by_category
ORDER BY 1, 2 NULLS FIRST
