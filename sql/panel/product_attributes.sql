-- Words that describe a product, as a JSON object.
SELECT sku AS product,
       CAST(json_object('department', department, 'category', category, 'subcategory', subcategory, 'brand', brand) AS VARCHAR)
           AS attributes
FROM product
WHERE described
ORDER BY sku
