-- Units sold by product, store and day as in sales.sql, with the columns that hierarchies go by.
SELECT coalesce(product.sku, '(none)') AS product,
       coalesce(store.code, '(none)') AS store,
       coalesce(product.department, '(none)') AS department,
       coalesce(product.category, '(none)') AS category,
       coalesce(product.subcategory, '(none)') AS subcategory,
       coalesce(product.brand, '(none)') AS brand,
       coalesce(store.region, '(none)') AS region,
       coalesce(store.city, '(none)') AS city,
       business_date AS day,
       units,
       FALSE AS censored
FROM (
    SELECT product_id, store_id, business_date, CAST(sum(quantity) AS DOUBLE) AS units
    FROM sale_line
    WHERE kind = 'sale' AND business_date <= $as_of
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
    GROUP BY product_id, store_id, business_date
)
LEFT JOIN product USING (product_id)
LEFT JOIN store USING (store_id)
