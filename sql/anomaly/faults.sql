-- Faults of the data from $from up to $to that look like demand: a till that did not report, a day that came twice, a batch of refunds, a
-- price list gone wrong, a single amount that is no sale. money_minor is what is missing because of it; below zero: too much came in. A fault of one
-- day that stands in several stores is one row without a store.
WITH
-- part: selected_line,
chosen AS MATERIALIZED (
    SELECT store_id, product_id, receipt_key, kind, quantity, net_minor, business_date AS day, sold_at, register
    FROM selected_line
    WHERE currency = $currency AND business_date >= $from - 91 AND business_date < $to AND net_minor IS NOT NULL
),
store_day AS (
    SELECT store_id, day, sum(net_minor) AS net_minor, -coalesce(sum(net_minor) FILTER (WHERE kind = 'return'), 0) AS returned,
           count(DISTINCT receipt_key) AS receipts
    FROM chosen
    GROUP BY store_id, day
), usual_store AS (
    SELECT store_id, median(net_minor) AS net_minor, median(returned) AS returned, quantile_cont(returned, 0.99) AS returned_most,
           median(receipts) AS receipts, count(*) AS days
    FROM store_day
    WHERE day < $from
    GROUP BY store_id
),
-- a till that rang on nine of ten days of its store, with five receipts a day, and is silent while others ring
till_day AS (
    SELECT store_id, register, day, count(DISTINCT receipt_key) AS receipts, sum(net_minor) AS net_minor
    FROM chosen
    WHERE register IS NOT NULL
    GROUP BY store_id, register, day
), usual_till AS (
    SELECT till_day.store_id, register, median(till_day.net_minor) AS net_minor
    FROM till_day
    JOIN usual_store ON usual_store.store_id = till_day.store_id
    WHERE day < $from
    GROUP BY till_day.store_id, register
    HAVING count(*) >= 0.9 * max(usual_store.days) AND count(*) >= 14 AND avg(till_day.receipts) >= 5
), late_till AS (
    SELECT 'late till' AS fault, store_day.store_id, NULL AS product_id, store_day.day, CAST(sum(usual_till.net_minor) AS BIGINT) AS money_minor,
           CAST(string_agg(register, ', ' ORDER BY register) AS VARCHAR) AS detail
    FROM store_day
    JOIN usual_till ON usual_till.store_id = store_day.store_id
    WHERE store_day.day >= $from
      AND NOT EXISTS (SELECT 1 FROM till_day WHERE till_day.store_id = store_day.store_id AND till_day.register = usual_till.register
                                             AND till_day.day = store_day.day)
    GROUP BY store_day.store_id, store_day.day
),
-- a batch of refunds: three times as much as on the worst of a hundred days, and a sixth of a day's sales
refunds AS (
    SELECT 'refund batch', store_day.store_id, NULL, day, CAST(store_day.returned - usual_store.returned AS BIGINT), NULL
    FROM store_day
    JOIN usual_store ON usual_store.store_id = store_day.store_id
    WHERE day >= $from AND store_day.returned > 3 * usual_store.returned_most AND 6 * store_day.returned > usual_store.net_minor
      AND usual_store.days >= 28
),
-- receipts that are there twice: the same goods, amounts and minute, under another number or on a day of the two weeks before
receipt AS (
    SELECT store_id, day, receipt_key, min(sold_at) AS sold_at, sum(net_minor) AS net_minor,
           count(*) AS lines, sum(hash(product_id, quantity, net_minor) % 1000003) AS goods
    FROM chosen
    WHERE day >= $from - 14
    GROUP BY store_id, day, receipt_key
), told AS (
    SELECT *, hour(sold_at) * 60 + minute(sold_at) AS minute FROM receipt
), twice AS (
    SELECT later.store_id, later.day, later.receipt_key, any_value(later.net_minor) AS net_minor
    FROM told AS later
    JOIN told AS earlier ON earlier.goods = later.goods AND earlier.lines = later.lines AND earlier.net_minor = later.net_minor AND earlier.minute = later.minute AND earlier.receipt_key <> later.receipt_key
                        AND earlier.store_id IS NOT DISTINCT FROM later.store_id
                        AND (earlier.day < later.day AND earlier.day >= later.day - 14 OR earlier.day = later.day AND earlier.receipt_key < later.receipt_key)
    WHERE later.day >= $from
    GROUP BY later.store_id, later.day, later.receipt_key
), duplicated AS (
    SELECT 'duplicated day', twice.store_id, NULL, twice.day, CAST(-sum(twice.net_minor) AS BIGINT), CAST(count(*) AS VARCHAR)
    FROM twice
    JOIN store_day ON store_day.store_id IS NOT DISTINCT FROM twice.store_id AND store_day.day = twice.day
    GROUP BY twice.store_id, twice.day
    HAVING count(*) >= 5 AND 10 * count(*) >= 3 * max(store_day.receipts)
),
-- prices three times the usual, or a third of it
price_day AS (
    SELECT store_id, product_id, day, sum(net_minor) AS net_minor, sum(quantity) AS units
    FROM chosen
    WHERE kind = 'sale' AND product_id IS NOT NULL AND quantity > 0
    GROUP BY store_id, product_id, day
), usual_price AS (
    SELECT product_id, median(CAST(net_minor AS DOUBLE) / CAST(units AS DOUBLE)) AS price
    FROM price_day
    WHERE day < $from AND units > 0
    GROUP BY product_id
    HAVING count(*) >= 7 AND median(CAST(net_minor AS DOUBLE) / CAST(units AS DOUBLE)) > 0
), mispriced AS (
    SELECT price_day.store_id, price_day.product_id, day, usual_price.price * CAST(units AS DOUBLE) - CAST(net_minor AS DOUBLE) AS money
    FROM price_day
    JOIN usual_price ON usual_price.product_id = price_day.product_id
    WHERE day >= $from AND units > 0
      AND (CAST(net_minor AS DOUBLE) > 3 * usual_price.price * CAST(units AS DOUBLE) OR 3 * CAST(net_minor AS DOUBLE) < usual_price.price * CAST(units AS DOUBLE))
),
-- one line of twenty times what the product's lines are, and a fifth of a day of the store
usual_line AS (
    SELECT product_id, median(abs(net_minor)) AS net_minor FROM chosen WHERE day < $from AND product_id IS NOT NULL GROUP BY product_id
), huge AS (
    SELECT chosen.store_id, chosen.product_id, day, chosen.net_minor
    FROM chosen
    JOIN usual_store ON usual_store.store_id IS NOT DISTINCT FROM chosen.store_id
    LEFT JOIN usual_line ON usual_line.product_id = chosen.product_id
    WHERE day >= $from AND 5 * abs(chosen.net_minor) > usual_store.net_minor
      AND (usual_line.net_minor IS NULL OR abs(chosen.net_minor) > 20 * usual_line.net_minor)
), prices AS (
    SELECT 'price error' AS fault, CASE WHEN count(DISTINCT store_id) = 1 THEN any_value(store_id) END AS store_id,
           CASE WHEN count(DISTINCT product_id) = 1 THEN any_value(product_id) END AS product_id, day, CAST(round(sum(money)) AS BIGINT) AS money_minor,
           CAST(count(DISTINCT product_id) AS VARCHAR) AS detail
    FROM mispriced
    WHERE NOT EXISTS (SELECT 1 FROM huge WHERE huge.product_id = mispriced.product_id AND huge.day = mispriced.day)
    GROUP BY day, money > 0
    HAVING abs(sum(money)) >= 1
),
fault AS (
    SELECT * FROM late_till
    UNION ALL
    SELECT * FROM refunds
    UNION ALL
    SELECT * FROM duplicated
    UNION ALL
    SELECT * FROM prices
    UNION ALL
    SELECT 'single amount', store_id, product_id, day, CAST(-sum(net_minor) AS BIGINT), CAST(count(*) AS VARCHAR)
    FROM huge
    GROUP BY store_id, product_id, day
)
SELECT fault.fault, store.code AS store, product.sku AS product, fault.day, fault.money_minor, fault.detail
FROM fault
LEFT JOIN store ON store.store_id = fault.store_id
LEFT JOIN product ON product.product_id = fault.product_id
ORDER BY fault.day, fault.fault, store.code, product.sku
