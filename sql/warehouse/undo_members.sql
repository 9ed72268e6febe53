-- Members that only this import named.
DELETE FROM store_identity WHERE first_import_id = $import
  AND store_id NOT IN (SELECT store_id FROM sale_line WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM sale_line_superseded WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM stock_level WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM footfall_record WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM price_record WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM promotion_record WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM purchase_order_record WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM plan_record WHERE store_id IS NOT NULL
                       UNION SELECT store_id FROM store_version);
DELETE FROM product_identity WHERE first_import_id = $import
  AND product_id NOT IN (SELECT product_id FROM sale_line WHERE product_id IS NOT NULL
                         UNION SELECT product_id FROM sale_line_superseded WHERE product_id IS NOT NULL
                         UNION SELECT product_id FROM stock_level
                         UNION SELECT product_id FROM price_record
                         UNION SELECT product_id FROM promotion_record WHERE product_id IS NOT NULL
                         UNION SELECT product_id FROM purchase_order_record
                         UNION SELECT product_id FROM product_version
                         UNION SELECT successor_id FROM product_version WHERE successor_id IS NOT NULL);
DELETE FROM customer_identity WHERE first_import_id = $import
  AND customer_id NOT IN (SELECT customer_id FROM sale_line WHERE customer_id IS NOT NULL
                          UNION SELECT customer_id FROM sale_line_superseded WHERE customer_id IS NOT NULL
                          UNION SELECT customer_id FROM customer_version);
DELETE FROM supplier_identity WHERE first_import_id = $import
  AND supplier_id NOT IN (SELECT supplier_id FROM supplier_version
                          UNION SELECT supplier_id FROM purchase_order_record WHERE supplier_id IS NOT NULL
                          UNION SELECT supplier_id FROM product_version WHERE supplier_id IS NOT NULL);
