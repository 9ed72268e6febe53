-- operation: shop.today
-- summary:   A shop's day by the hour: net sales, receipts and visitors against what is usual there
-- details:   Usual is the median of the same hour on the same weekday of the weeks before, low and high the middle 80 % of them; days on
--            which the shop sold nothing are left out. Hours are the store's own clock, in the order of its business day. over: the
--            hour has passed, by the newest sale; running: it is the hour of the newest sale; to_come: nothing was sold since.
-- roles:     analyst management staff
-- scope:     stores
-- uses:      filters
-- param:     on date "business day; the newest one with a sale when not given"
-- param:     weeks count default 8 "weeks before, from which usual is counted"
-- column:    day date "business day"
-- column:    hour text "hour that begins, the store's own clock"
-- column:    state text "over, running or to_come"
-- column:    currency text "currency of the amounts; amounts in several currencies are never added"
-- column:    net_sales money "so far, after discounts and returns, tax excluded; missing: to come"
-- column:    usual money "net sales of the hour that are usual"
-- column:    low money "one such hour of ten had less"
-- column:    high money "one such hour of ten had more"
-- column:    transactions integer "receipts with a sale"
-- column:    usual_transactions number "receipts that are usual"
-- column:    visitors integer "people who came in; missing: not counted"
-- column:    usual_visitors number "visitors that are usual"
-- column:    days integer "days that usual was counted from"
-- column:    part share "what the hour brought of all that those days brought"
-- example:   retailinsight shop today --store S01
-- example:   retailinsight shop today --store S01 --on 2026-11-20 --weeks 4
WITH
-- part: selected_line,
today AS (
    SELECT coalesce($on, max(business_date)) AS day FROM selected_line
), clock AS (
    SELECT store_id, coalesce(time_zone, 'UTC') AS time_zone, CAST(coalesce(day_cutoff, 0) / 60 AS BIGINT) AS first_hour FROM store
), sold AS (
    SELECT business_date AS day, currency, kind, receipt_key, net_minor, sold_at,
           hour(timezone(coalesce(time_zone, 'UTC'), timezone('UTC', sold_at))) AS hour, coalesce(first_hour, 0) AS first_hour
    FROM selected_line
    CROSS JOIN today
    LEFT JOIN clock USING (store_id)
    WHERE business_date <= today.day AND business_date >= today.day - 7 * CAST($weeks AS INTEGER) AND (today.day - business_date) % 7 = 0
      AND ($currency IS NULL OR currency = $currency)
), counted AS (
    SELECT business_date AS day, hour(timezone(coalesce(time_zone, 'UTC'), timezone('UTC', interval_start_at))) AS hour,
           sum(counted_in) AS visitors
    FROM footfall
    CROSS JOIN today
    LEFT JOIN clock USING (store_id)
    WHERE business_date <= today.day AND business_date >= today.day - 7 * CAST($weeks AS INTEGER) AND (today.day - business_date) % 7 = 0
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))) AND minutes < 1440
    GROUP BY ALL
), open_day AS (
    SELECT DISTINCT currency, day FROM sold
), shop_hour AS ( -- a shop's hours: those in which it ever sold, with their place in its day
    SELECT currency, hour, min((hour - first_hour + 24) % 24) AS place FROM sold GROUP BY currency, hour
), hourly AS (
    SELECT currency, day, hour, sum(net_minor) AS net_minor, count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS transactions
    FROM sold
    GROUP BY currency, day, hour
), filled AS (
    SELECT open_day.currency, open_day.day, shop_hour.hour, coalesce(CAST(net_minor AS BIGINT), 0) AS net_minor,
           coalesce(transactions, 0) AS transactions, visitors
    FROM open_day
    JOIN shop_hour USING (currency)
    LEFT JOIN hourly ON hourly.currency = open_day.currency AND hourly.day = open_day.day AND hourly.hour = shop_hour.hour
    LEFT JOIN counted ON counted.day = open_day.day AND counted.hour = shop_hour.hour
), usual AS (
    SELECT currency, hour, median(net_minor) AS middle, quantile_cont(net_minor, 0.1) AS low, quantile_cont(net_minor, 0.9) AS high,
           median(transactions) AS transactions, median(visitors) AS visitors, count(*) AS days,
           sum(net_minor) AS brought
    FROM filled
    CROSS JOIN today
    WHERE filled.day < today.day
    GROUP BY currency, hour
), newest AS (
    SELECT max((hour - first_hour + 24) % 24) AS place FROM sold CROSS JOIN today WHERE sold.day = today.day
)
SELECT today.day AS day,
       lpad(CAST(shop_hour.hour AS VARCHAR), 2, '0') AS hour,
       CASE WHEN shop_hour.place < newest.place THEN 'over' WHEN shop_hour.place = newest.place THEN 'running' ELSE 'to_come' END AS state,
       shop_hour.currency AS currency,
       CASE WHEN shop_hour.place <= newest.place THEN CAST(coalesce(now.net_minor, 0) AS DECIMAL(38,0)) END AS net_sales,
       CAST(round(usual.middle) AS DECIMAL(38,0)) AS usual,
       CAST(round(usual.low) AS DECIMAL(38,0)) AS low,
       CAST(round(usual.high) AS DECIMAL(38,0)) AS high,
       CASE WHEN shop_hour.place <= newest.place THEN coalesce(now.transactions, 0) END AS transactions,
       CAST(usual.transactions AS DOUBLE) AS usual_transactions,
       CAST(CASE WHEN shop_hour.place <= newest.place THEN counted.visitors END AS BIGINT) AS visitors,
       CAST(usual.visitors AS DOUBLE) AS usual_visitors,
       coalesce(usual.days, 0) AS days,
       CAST(usual.brought AS DOUBLE) / nullif(CAST(sum(usual.brought) OVER (PARTITION BY shop_hour.currency) AS DOUBLE), 0) AS part
FROM shop_hour
CROSS JOIN today
CROSS JOIN newest
LEFT JOIN usual ON usual.currency = shop_hour.currency AND usual.hour = shop_hour.hour
LEFT JOIN hourly AS now ON now.currency = shop_hour.currency AND now.hour = shop_hour.hour AND now.day = today.day
LEFT JOIN counted ON counted.hour = shop_hour.hour AND counted.day = today.day
ORDER BY shop_hour.currency, shop_hour.place
