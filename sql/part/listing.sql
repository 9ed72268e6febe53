-- One row a key and currency of `keyed` (line with a column key, never missing): this span beside the comparison span.
measured AS (
    SELECT key, currency,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS transactions,
           count(DISTINCT customer_id) AS customers
    FROM keyed
    WHERE day >= $from AND day < $to
    GROUP BY key, currency
), earlier AS (
    SELECT key, currency, sum(net_minor) AS before_minor, count(DISTINCT customer_id) AS customers_before
    FROM keyed
    JOIN earlier_day ON day_before = day
    GROUP BY key, currency
), listing AS (
    SELECT key, currency,
           CAST(coalesce(net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
           CAST(coalesce(units, 0) AS DECIMAL(38,3)) AS units,
           coalesce(transactions, 0) AS transactions,
           coalesce(customers, 0) AS customers,
           coalesce(customers_before, 0) AS customers_before,
           CAST(coalesce(net_minor, 0) AS DOUBLE)
               / nullif(CAST(sum(net_minor) OVER (PARTITION BY currency) AS DOUBLE), 0) AS share,
           CAST(coalesce(before_minor, 0) AS DECIMAL(38,0)) AS net_sales_before,
           CAST(coalesce(net_minor, 0) - coalesce(before_minor, 0) AS DECIMAL(38,0)) AS change_amount,
           CAST(coalesce(net_minor, 0) - before_minor AS DOUBLE)
               / nullif(abs(CAST(before_minor AS DOUBLE)), 0) AS change
    FROM measured
    FULL JOIN earlier USING (key, currency)
)
