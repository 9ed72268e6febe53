-- operation: footfall.conversion
-- summary:   Visitors, transactions, conversion and net sales of a visitor by store, day, week, month or hour
-- details:   Conversion is transactions of visitors. Only days on which a store counted its visitors come in on either side; the
--            sales of other days are left out and said by counted. Hours need counts shorter than a day; they are the store's
--            own clock. Visitors belong to the currency that their store trades in most.
-- roles:     analyst management staff
-- scope:     stores
-- uses:      span filters refunds
-- param:     by enum(store,day,week,month,quarter,year,weekday,hour) default store "what a row is"
-- param:     calendar enum(gregorian,retail,iso) default gregorian "whose weeks and months: retail is the 4-5-4 calendar"
-- column:    value text "store, period, weekday or hour"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    visitors integer "people who came in"
-- column:    transactions integer "receipts with a sale on counted days"
-- column:    conversion share "transactions of visitors"
-- column:    net_sales money "of counted days, after discounts and returns, tax excluded"
-- column:    net_sales_a_visitor money "net sales of a visitor"
-- column:    average_transaction money "net sales of a transaction"
-- column:    counted share "part of the sales, returns left aside, made on counted days"
-- example:   retailinsight footfall conversion --period last_12_months
-- example:   retailinsight footfall conversion --by week --store S01
WITH
-- part: line,
day_key AS (
    SELECT day, label, period AS place_in_order
    FROM calendar_period
    WHERE calendar = $calendar AND grain = $by AND day >= $from AND day < $to
    UNION ALL
    SELECT day, CASE WHEN $by = 'weekday'
                     THEN ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][isodow(day)] END,
           CASE WHEN $by = 'weekday' THEN isodow(day) ELSE 0 END
    FROM calendar_period
    WHERE calendar = 'gregorian' AND grain = 'day' AND day >= $from AND day < $to AND $by IN ('store', 'weekday', 'hour')
), clock AS (
    SELECT store_id, code, coalesce(time_zone, $time_zone) AS time_zone FROM store
), counted AS (
    SELECT coalesce(f.store_id, -1) AS place, f.business_date AS day, counted_in,
           CASE $by WHEN 'store' THEN coalesce(clock.code, '(none)')
                    WHEN 'hour' THEN lpad(CAST(hour(timezone(coalesce(clock.time_zone, $time_zone),
                                                             timezone('UTC', interval_start_at))) AS VARCHAR), 2, '0')
                    ELSE label END AS value,
           place_in_order
    FROM footfall f
    JOIN day_key ON day_key.day = f.business_date
    LEFT JOIN clock ON clock.store_id = f.store_id
    WHERE ($stores IS NULL OR f.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($by <> 'hour' OR minutes < 1440)
), counted_day AS (
    SELECT place, day FROM counted GROUP BY place, day HAVING sum(counted_in) > 0
), sold AS (
    SELECT coalesce(line.store_id, -1) AS place, line.currency, receipt_key, kind, net_minor, counted_day.day IS NOT NULL AS is_counted,
           CASE $by WHEN 'store' THEN coalesce(clock.code, '(none)')
                    WHEN 'hour' THEN lpad(CAST(hour(timezone(coalesce(clock.time_zone, $time_zone),
                                                             timezone('UTC', sold_at))) AS VARCHAR), 2, '0')
                    ELSE label END AS value,
           place_in_order
    FROM line
    JOIN day_key ON day_key.day = line.day
    LEFT JOIN clock ON clock.store_id = line.store_id
    LEFT JOIN counted_day ON counted_day.place = coalesce(line.store_id, -1) AND counted_day.day = line.day
), home_currency AS (
    SELECT place, arg_max(currency, (net_minor, currency)) AS currency
    FROM (SELECT place, currency, sum(net_minor) AS net_minor FROM sold GROUP BY ALL)
    GROUP BY place
), visitors AS (
    SELECT value, place_in_order, currency, sum(counted_in) AS visitors
    FROM counted
    JOIN home_currency USING (place)
    GROUP BY ALL
), sales AS (
    SELECT value, place_in_order, currency,
           count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale' AND is_counted) AS transactions,
           coalesce(sum(net_minor) FILTER (WHERE is_counted), 0) AS net_minor,
           sum(net_minor) FILTER (WHERE kind = 'sale' AND is_counted) AS counted_minor,
           sum(net_minor) FILTER (WHERE kind = 'sale') AS sold_minor
    FROM sold
    GROUP BY ALL
)
SELECT value,
       currency,
       visitors,
       coalesce(transactions, 0) AS transactions,
       CAST(coalesce(transactions, 0) AS DOUBLE) / nullif(visitors, 0) AS conversion,
       CAST(coalesce(net_minor, 0) AS DECIMAL(38,0)) AS net_sales,
       CAST(round(CAST(coalesce(net_minor, 0) AS DOUBLE) / nullif(visitors, 0)) AS DECIMAL(38,0)) AS net_sales_a_visitor,
       CAST(round(CAST(net_minor AS DOUBLE) / nullif(transactions, 0)) AS DECIMAL(38,0)) AS average_transaction,
       CAST(coalesce(counted_minor, 0) AS DOUBLE) / nullif(CAST(sold_minor AS DOUBLE), 0) AS counted
FROM visitors
FULL JOIN sales USING (value, place_in_order, currency)
ORDER BY currency, place_in_order, value
