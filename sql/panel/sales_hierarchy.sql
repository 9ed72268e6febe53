-- The same with the columns that hierarchies go by.
WITH
-- part: selected_line,
-- part: sold
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
FROM sold
LEFT JOIN product USING (product_id)
LEFT JOIN store USING (store_id)
