-- Days on which a product was in a promotion, both inclusive; store missing: all of them. Promotions of a category stand for its products.
SELECT g.sku AS product, s.code AS store, p.starts_on, coalesce(p.ends_on, $as_of) AS ends_on, p.promotion, p.name, p.mechanics,
       CAST(p.discount_percent AS DOUBLE) AS discount
FROM promotion AS p
JOIN (SELECT product_id, sku, category FROM product) AS g
    ON p.product_id = g.product_id OR (p.product_id IS NULL AND (p.category IS NULL OR p.category = g.category))
LEFT JOIN store_identity AS s ON s.store_id = p.store_id
WHERE p.starts_on <= $as_of AND ($products IS NULL OR g.product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
ORDER BY g.sku, p.starts_on, p.promotion, s.code
