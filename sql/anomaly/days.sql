-- Sales by day of the chain and its parts, from $first up to $to: level 0 the chain, 1 stores, 2 categories, 3 suppliers, 4 categories in
-- stores, 5 products, 6 products in stores; the last two only where one is sold a day over the 13 weeks before $to: a single day of slower ones says
-- nothing. net_minor: less returns; units: without them.
WITH
-- part: selected_line,
chosen AS NOT MATERIALIZED (
    SELECT * FROM selected_line WHERE currency = $currency AND business_date >= $first AND business_date < $to
), described AS (
    SELECT product_id, sku, name, category, supplier.code AS supplier, product.status
    FROM product
    LEFT JOIN (SELECT supplier_id, code FROM supplier) AS supplier ON supplier.supplier_id = product.supplier_id
), coarse AS MATERIALIZED (
    SELECT chosen.store_id, coalesce(described.category, chosen.category) AS category, described.supplier, business_date AS day,
           coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0) AS units, sum(net_minor) AS net_minor
    FROM chosen
    LEFT JOIN described ON described.product_id = chosen.product_id
    GROUP BY chosen.store_id, coalesce(described.category, chosen.category), described.supplier, business_date
), newest AS MATERIALIZED (
    SELECT chosen.store_id, chosen.product_id, sum(quantity) AS units
    FROM chosen
    JOIN described ON described.product_id = chosen.product_id
    WHERE kind = 'sale' AND business_date >= $to - 91 AND described.status IS DISTINCT FROM 'ended'
    GROUP BY chosen.store_id, chosen.product_id
), brisk AS (
    SELECT product_id FROM newest GROUP BY product_id HAVING sum(units) >= 91
), brisk_here AS (
    SELECT store_id, product_id FROM newest WHERE units >= 91
), summed AS (
    SELECT 0 AS level, NULL AS store_id, NULL AS category, NULL AS supplier, NULL AS product_id, day, sum(units) AS units, sum(net_minor) AS net_minor
    FROM coarse GROUP BY day
    UNION ALL
    SELECT 1, store_id, NULL, NULL, NULL, day, sum(units), sum(net_minor) FROM coarse WHERE store_id IS NOT NULL GROUP BY store_id, day
    UNION ALL
    SELECT 2, NULL, category, NULL, NULL, day, sum(units), sum(net_minor) FROM coarse WHERE category IS NOT NULL GROUP BY category, day
    UNION ALL
    SELECT 3, NULL, NULL, supplier, NULL, day, sum(units), sum(net_minor) FROM coarse WHERE supplier IS NOT NULL GROUP BY supplier, day
    UNION ALL
    SELECT 4, store_id, category, NULL, NULL, day, sum(units), sum(net_minor)
    FROM coarse WHERE store_id IS NOT NULL AND category IS NOT NULL GROUP BY store_id, category, day
    UNION ALL
    SELECT 5, NULL, NULL, NULL, product_id, business_date, coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0), sum(net_minor)
    FROM chosen SEMI JOIN brisk USING (product_id) GROUP BY product_id, business_date
    UNION ALL
    SELECT 6, store_id, NULL, NULL, product_id, business_date, coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0), sum(net_minor)
    FROM chosen SEMI JOIN brisk_here USING (store_id, product_id) GROUP BY store_id, product_id, business_date
)
SELECT CAST(level AS BIGINT) AS level, store.code AS store, coalesce(summed.category, described.category) AS category,
       coalesce(summed.supplier, described.supplier) AS supplier, described.sku AS product, described.name, day,
       CAST(units AS DOUBLE) AS units, CAST(net_minor AS BIGINT) AS net_minor
FROM summed
LEFT JOIN store_identity AS store ON store.store_id = summed.store_id
LEFT JOIN described ON described.product_id = summed.product_id
ORDER BY level, store.code, summed.category, summed.supplier, described.sku, day
