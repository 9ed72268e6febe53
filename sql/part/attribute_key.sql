-- `line` with a column key: what the attribute ($attribute; $attribute_path in JSON) says of its store, product, customer or
-- of the line itself; '(none)' where nothing is known, '' where no attribute is asked for.
keyed AS NOT MATERIALIZED (
    SELECT line.*,
           CASE lower($attribute)
               WHEN 'none' THEN ''
               WHEN 'store' THEN coalesce(store.code, '(none)')
               WHEN 'region' THEN coalesce(store.region, '(none)')
               WHEN 'city' THEN coalesce(store.city, '(none)')
               WHEN 'product' THEN coalesce(product.sku, '(none)')
               WHEN 'department' THEN coalesce(product.department, '(none)')
               WHEN 'category' THEN coalesce(product.category, line.category, '(none)')
               WHEN 'subcategory' THEN coalesce(product.subcategory, '(none)')
               WHEN 'brand' THEN coalesce(product.brand, '(none)')
               WHEN 'supplier' THEN coalesce(supplier.code, '(none)')
               WHEN 'payment' THEN coalesce(line.payment_method, '(none)')
               WHEN 'gender' THEN coalesce(customer.gender, '(none)')
               ELSE coalesce(json_extract_string(line.attributes, $attribute_path),
                             json_extract_string(product.attributes, $attribute_path),
                             json_extract_string(store.attributes, $attribute_path),
                             json_extract_string(customer.attributes, $attribute_path), '(none)')
           END AS key
    FROM line
    LEFT JOIN (SELECT store_id, code, region, city, attributes FROM store
               WHERE lower($attribute) NOT IN ('none', 'product', 'department', 'category', 'subcategory', 'brand', 'supplier',
                                               'payment', 'gender')) AS store USING (store_id)
    LEFT JOIN (SELECT product_id, sku, department, category, subcategory, brand, supplier_id, attributes FROM product
               WHERE lower($attribute) NOT IN ('none', 'store', 'region', 'city', 'payment', 'gender')) AS product USING (product_id)
    LEFT JOIN (SELECT supplier_id, code FROM supplier WHERE lower($attribute) = 'supplier') AS supplier USING (supplier_id)
    LEFT JOIN (SELECT customer_id, gender, attributes FROM customer
               WHERE $attribute_path IS NOT NULL OR lower($attribute) = 'gender') AS customer USING (customer_id)
)
