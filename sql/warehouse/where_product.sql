-- Products that have a value under $name: their columns, or an attribute ($path).
SELECT product_id, value
FROM (SELECT product_id,
             coalesce(CASE lower($name) WHEN 'brand' THEN brand WHEN 'department' THEN department WHEN 'category' THEN category
                                        WHEN 'subcategory' THEN subcategory WHEN 'status' THEN status
                                        WHEN 'supplier' THEN supplier.code WHEN 'name' THEN product.name END,
                      json_extract_string(product.attributes, $path)) AS value
      FROM product LEFT JOIN supplier USING (supplier_id))
WHERE value IS NOT NULL
