-- What may be offered: one row a product with its name; barred: it has ended, or no store (of $stores) has any left.
SELECT product.sku AS item,
       product.name,
       coalesce(status = 'ended', false) OR coalesce(on_hand <= 0, false) AS barred
FROM product
LEFT JOIN (
    SELECT product_id, sum(on_hand) AS on_hand
    FROM stock_now
    WHERE $stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))
    GROUP BY product_id
) AS stock USING (product_id)
