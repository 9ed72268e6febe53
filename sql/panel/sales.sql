-- Units sold by product, store and day: the series that ordering works on. Returns do not reduce demand.
SELECT coalesce(product.sku, '(none)') AS product,
       coalesce(store.code, '(none)') AS store,
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
