-- Products that others have replaced, by code.
SELECT product.sku AS product, successor.sku AS successor
FROM product
JOIN product AS successor ON successor.product_id = product.successor_id
WHERE product.successor_id <> product.product_id
ORDER BY product.sku
