-- Units and the price paid for a unit (tax included, major units) by product, store and week; whole weeks from $from to before $to.
-- A week without a sale between a product's first sale in a store and its last one in the chain stands with 0 units at the price that
-- other stores took, else the last one that was taken. promoted: share of the week's days in a promotion that covers product and
-- store; where promotions are not known, share of the units sold at a discount. Ordered by pool, product, store, week.
WITH
-- part: selected_line,
sold AS (
    SELECT product_id, store_id, currency, CAST(date_trunc('week', business_date) AS DATE) AS week,
           CAST(sum(quantity) AS DOUBLE) AS units,
           CAST(sum(net_minor + coalesce(tax_minor, 0)) AS DOUBLE) / power(10, any_value(coalesce(digits, 2))) AS paid,
           CAST(sum(CASE WHEN coalesce(discount_minor, 0) > 0 THEN quantity ELSE 0 END) AS DOUBLE) AS discounted
    FROM (SELECT s.*, t.tax_minor FROM selected_line AS s JOIN (SELECT row_key, tax_minor FROM sale_line) AS t USING (row_key)) AS line
    LEFT JOIN currency ON currency.code = line.currency
    WHERE kind = 'sale' AND product_id IS NOT NULL AND store_id IS NOT NULL AND business_date >= $from AND business_date < $to
      AND quantity > 0 AND net_minor > 0 AND ($currency IS NULL OR line.currency = $currency)
    GROUP BY product_id, store_id, line.currency, date_trunc('week', business_date)
), whole AS (
    SELECT * FROM sold WHERE week >= $from AND week + 7 <= $to
), chain AS (
    SELECT product_id, currency, week, sum(paid) / sum(units) AS price FROM whole GROUP BY product_id, currency, week
), life AS (
    SELECT product_id, store_id, currency, min(week) AS first_week,
           max(max(week)) OVER (PARTITION BY product_id, currency) AS last_week
    FROM whole
    GROUP BY product_id, store_id, currency
), grid AS (
    SELECT product_id, store_id, currency, CAST(unnest(generate_series(first_week, last_week, INTERVAL 7 DAY)) AS DATE) AS week
    FROM life
), priced AS (
    SELECT grid.*, coalesce(whole.units, 0) AS units, whole.discounted,
           coalesce(whole.paid / whole.units, chain.price) AS known_price
    FROM grid
    LEFT JOIN whole USING (product_id, store_id, currency, week)
    LEFT JOIN chain USING (product_id, currency, week)
), offer AS ( -- one row a product in a promotion
    SELECT coalesce(p.product_id, g.product_id) AS product_id, p.store_id, p.starts_on, coalesce(p.ends_on, DATE '9999-12-31') AS ends_on
    FROM promotion AS p
    LEFT JOIN (SELECT product_id, category FROM product) AS g
        ON p.product_id IS NULL AND (p.category IS NULL OR p.category = g.category)
), offered AS (
    SELECT priced.product_id, priced.store_id, priced.week,
           least(sum(date_diff('day', greatest(offer.starts_on, priced.week), least(offer.ends_on, CAST(priced.week + 6 AS DATE))) + 1)
                 / 7.0, 1) AS share
    FROM priced
    JOIN offer ON offer.product_id = priced.product_id AND offer.starts_on <= priced.week + 6 AND offer.ends_on >= priced.week
         AND (offer.store_id IS NULL OR offer.store_id = priced.store_id)
    GROUP BY priced.product_id, priced.store_id, priced.week
), wide AS ( -- categories of few products do not know their weeks: they share those of the department
    SELECT category
    FROM product
    WHERE product_id IN (SELECT product_id FROM life)
    GROUP BY category
    HAVING count(*) >= 10
)
SELECT coalesce(CASE WHEN $narrow THEN coalesce(product.subcategory, product.category)
                     WHEN product.category IN (FROM wide) OR product.department IS NULL THEN product.category
                     ELSE product.department END, '(none)') AS pool,
       product.sku AS product,
       store.code AS store,
       priced.currency,
       priced.week,
       units,
       coalesce(known_price, last_value(known_price IGNORE NULLS) OVER (PARTITION BY priced.product_id, priced.store_id, priced.currency
                                                                        ORDER BY priced.week)) AS price,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM promotion) THEN coalesce(offered.share, 0)
                 ELSE coalesce(discounted / nullif(units, 0), 0) END AS DOUBLE) AS promoted
FROM priced
JOIN product ON product.product_id = priced.product_id
JOIN store ON store.store_id = priced.store_id
LEFT JOIN offered ON offered.product_id = priced.product_id AND offered.store_id = priced.store_id AND offered.week = priced.week
ORDER BY pool, product, store, priced.week
