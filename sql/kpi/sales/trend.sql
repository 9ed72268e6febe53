-- operation: sales.trend
-- summary:   Net sales, units, transactions and customers by day, week, month, quarter or year
-- details:   Periods without sales are listed with nothing. A period that is not over is marked, and compared with as
--            many days of the year before as have passed. --split makes a line for each store, category, payment method or other
--            attribute: the payment mix over time, say. Of attributes of customers the figures of fewer than ten people are missing, as in
--            sales groups.
-- roles:     analyst management staff inventory marketing
-- scope:     stores
-- uses:      span filters refunds grain compare split
-- column:    period text "label of the period"
-- column:    first_day date "first business day of the period"
-- column:    value text "value of the attribute that --split names" when split
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    customers integer "different known customers"
-- column:    share share "part of the net sales of all periods listed; with --split, of its period"
-- column:    complete bool "the whole period lies in the span and the data reach its last day"
-- column:    net_sales_before money "net sales of the year before, as --compare aligns it" when compare
-- column:    change_amount money "net sales less those of the year before" when compare
-- column:    change share "change_amount of net_sales_before" when compare
-- example:   retailinsight sales trend --by month --period 2022
-- example:   retailinsight sales trend --by week --calendar retail --compare weekday
-- example:   retailinsight sales trend --by month --split payment
WITH period AS (
    SELECT day, period, label, first_day, last_day
    FROM calendar_period
    WHERE calendar = $calendar AND grain = $by AND day >= $from AND day < $to
),
-- part: line_or_receipt,
-- part: attribute_key,
measured AS (
    SELECT period.period, currency, key,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS transactions,
           count(DISTINCT customer_id) AS customers
    FROM keyed
    JOIN period ON period.day = keyed.day
    GROUP BY period.period, currency, key
), earlier_day AS (
    SELECT DISTINCT period.period, day_before
    FROM period
    JOIN compare_day ON compare_day.mode = $compare AND compare_day.calendar = $calendar AND compare_day.day = period.day
    WHERE period.day <= $as_of
), earlier AS (
    SELECT earlier_day.period, currency, key, sum(net_minor) AS net_minor,
           count(DISTINCT CASE WHEN $attribute <> 'none' THEN customer_id END) AS customers_before
    FROM keyed
    JOIN earlier_day ON earlier_day.day_before = keyed.day
    GROUP BY earlier_day.period, currency, key
), listed AS (
    SELECT period, label, first_day, last_day, currency, key
    FROM (SELECT DISTINCT period, label, first_day, last_day FROM period)
    CROSS JOIN (SELECT currency, key FROM measured UNION SELECT currency, key FROM earlier)
), peopled AS (
    SELECT period AS slot, currency, key, coalesce(customers, 0) AS customers, coalesce(customers_before, 0) AS customers_before
    FROM measured
    FULL JOIN earlier USING (period, currency, key)
),
-- part: withheld,
listing AS (
    SELECT period, label, first_day, last_day, key, currency,
           CAST(coalesce(measured.net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
           CAST(coalesce(units, 0) AS DECIMAL(38,3)) AS units,
           coalesce(transactions, 0) AS transactions,
           coalesce(customers, 0) AS customers,
           CAST(coalesce(measured.net_minor, 0) AS DOUBLE)
               / nullif(CAST(sum(measured.net_minor) OVER (
                     PARTITION BY currency, CASE WHEN $split <> 'none' THEN first_day END) AS DOUBLE), 0) AS share,
           CAST(earlier.net_minor AS DECIMAL(38,0)) AS net_sales_before,
           CAST(coalesce(measured.net_minor, 0) - earlier.net_minor AS DECIMAL(38,0)) AS change_amount,
           CAST(coalesce(measured.net_minor, 0) - earlier.net_minor AS DOUBLE)
               / nullif(abs(CAST(earlier.net_minor AS DOUBLE)), 0) AS change
    FROM listed
    LEFT JOIN measured USING (period, currency, key)
    LEFT JOIN earlier USING (period, currency, key)
), shown AS (
    SELECT * FROM listing WHERE (period, currency, key) NOT IN (SELECT (slot, currency, key) FROM withheld)
    UNION ALL BY NAME
    SELECT period, label, first_day, last_day, key, currency FROM listing
    WHERE (period, currency, key) IN (SELECT (slot, currency, key) FROM withheld)
)
SELECT label AS period,
       first_day,
       key AS value,
       currency,
       net_sales,
       units,
       transactions,
       customers,
       share,
       first_day >= $from AND last_day < $to AND last_day <= $as_of AS complete,
       net_sales_before,
       change_amount,
       change
FROM shown
ORDER BY currency, first_day, key
