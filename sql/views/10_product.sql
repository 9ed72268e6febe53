-- view: product
-- public: yes
-- One row a product: what the latest imports said of it, column by column; described = false: seen in sales only.
CREATE OR REPLACE VIEW product AS
SELECT i.product_id, i.sku, v.gtin14, v.name, v.department, v.category, v.subcategory, v.brand, v.unit_cost, v.list_price,
       v.pack_size, v.min_order, v.shelf_life_days, v.supplier_id, v.status, v.successor_id, v.attributes,
       coalesce(v.described, false) AS described
FROM product_identity i
LEFT JOIN (
    SELECT product_id,
           arg_max(gtin14, (described, import_id, record_no)) AS gtin14,
           arg_max(name, (described, import_id, record_no)) AS name,
           arg_max(department, (described, import_id, record_no)) AS department,
           arg_max(category, (described, import_id, record_no)) AS category,
           arg_max(subcategory, (described, import_id, record_no)) AS subcategory,
           arg_max(brand, (described, import_id, record_no)) AS brand,
           arg_max(unit_cost, (described, import_id, record_no)) AS unit_cost,
           arg_max(list_price, (described, import_id, record_no)) AS list_price,
           arg_max(pack_size, (described, import_id, record_no)) AS pack_size,
           arg_max(min_order, (described, import_id, record_no)) AS min_order,
           arg_max(shelf_life_days, (described, import_id, record_no)) AS shelf_life_days,
           arg_max(supplier_id, (described, import_id, record_no)) AS supplier_id,
           arg_max(status, (described, import_id, record_no)) AS status,
           arg_max(successor_id, (described, import_id, record_no)) AS successor_id,
           arg_max(attributes, (described, import_id, record_no)) AS attributes,
           bool_or(described) AS described
    FROM product_version
    GROUP BY product_id
) v ON v.product_id = i.product_id;
