-- operation: sales.seasonality
-- summary:   How weekdays, hours, weeks, months or quarters differ: net sales a day and an index
-- details:   An index of 1.2 says a fifth more a day than the parts have on average. Only days with sales count, so that closed days
--            do not make a weekday look weak; hours count every day with sales. Hours are the store's own clock; files that give
--            dates alone put everything into hour 00. Weeks, months and quarters are those of --calendar.
-- roles:     analyst management staff inventory marketing
-- scope:     stores
-- uses:      span filters refunds
-- param:     by enum(weekday,hour,week,month,quarter) default weekday "parts of the week, day or year"
-- param:     calendar enum(gregorian,retail,iso) default gregorian "whose weeks, months and quarters: retail is the 4-5-4 calendar"
-- column:    part text "Monday ... Sunday; hour 00 to 23; number of the week, month or quarter"
-- column:    number integer "place of the part: Monday is 1"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    days integer "days with sales behind it"
-- column:    net_sales money "after discounts and returns, tax excluded"
-- column:    units decimal "units sold less units returned"
-- column:    transactions integer "receipts with a sale; receipts that only return are not counted"
-- column:    net_sales_a_day money "net sales of those days, each"
-- column:    index number "net sales a day, 1 being the average of the parts"
-- column:    share share "part of the net sales in that currency"
-- example:   retailinsight sales seasonality --by weekday --period last_12_months
-- example:   retailinsight sales seasonality --by hour --store S01
-- example:   retailinsight sales seasonality --by month --calendar retail --category Shoes
WITH
-- part: line,
numbered_day AS (
    SELECT day, period % 1000 AS number
    FROM calendar_period
    WHERE calendar = $calendar AND grain = $by AND day >= $from AND day < $to
    UNION ALL
    SELECT day, isodow(day)
    FROM calendar_period
    WHERE calendar = 'gregorian' AND grain = 'day' AND day >= $from AND day < $to AND $by IN ('weekday', 'hour')
), numbered AS NOT MATERIALIZED (
    SELECT line.*,
           CASE WHEN $by = 'hour'
                THEN hour(timezone(coalesce(store.time_zone, $time_zone), timezone('UTC', sold_at)))
                ELSE number END AS number
    FROM line
    JOIN numbered_day ON numbered_day.day = line.day
    LEFT JOIN (SELECT store_id, time_zone FROM store WHERE $by = 'hour') AS store USING (store_id)
), measured AS (
    SELECT currency, number,
           sum(net_minor) AS net_minor,
           sum(quantity) AS units,
           count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS transactions,
           count(DISTINCT day) AS days
    FROM numbered
    GROUP BY currency, number
), every_day AS (
    SELECT currency, count(DISTINCT day) AS days FROM numbered WHERE $by = 'hour' GROUP BY currency
), averaged AS (
    SELECT measured.* REPLACE (coalesce(every_day.days, measured.days) AS days),
           CAST(net_minor AS DOUBLE) / coalesce(every_day.days, measured.days) AS a_day
    FROM measured
    LEFT JOIN every_day USING (currency)
)
SELECT CASE WHEN $by = 'weekday'
            THEN ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][number]
            ELSE lpad(CAST(number AS VARCHAR), 2, '0') END AS part,
       number,
       currency,
       days,
       CAST(net_minor AS DECIMAL(38,0)) AS net_sales,
       CAST(units AS DECIMAL(38,3)) AS units,
       transactions,
       CAST(round(a_day) AS DECIMAL(38,0)) AS net_sales_a_day,
       a_day / nullif(avg(a_day) OVER (PARTITION BY currency), 0) AS index,
       CAST(net_minor AS DOUBLE) / nullif(CAST(sum(net_minor) OVER (PARTITION BY currency) AS DOUBLE), 0) AS share
FROM averaged
ORDER BY currency, number
