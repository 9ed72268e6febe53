-- Units sold by product, store and day: the series that ordering works on.
WITH
-- part: selected_line,
-- part: sold
SELECT coalesce(product.sku, '(none)') AS product,
       coalesce(store.code, '(none)') AS store,
       business_date AS day,
       units,
       FALSE AS censored
FROM sold
LEFT JOIN product USING (product_id)
LEFT JOIN store USING (store_id)
