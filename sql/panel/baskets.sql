-- What lies in each basket: one row a receipt and item; only sales.
SELECT DISTINCT receipt_key AS receipt,
       CASE WHEN $by_category THEN coalesce(product.category, sale_line.category, '(none)')
            ELSE coalesce(product.name, product.sku, sale_line.category, '(none)') END AS item
FROM sale_line
LEFT JOIN product USING (product_id)
WHERE kind = 'sale'
  AND ($from IS NULL OR business_date >= $from) AND ($to IS NULL OR business_date < $to)
  AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
ORDER BY receipt, item
