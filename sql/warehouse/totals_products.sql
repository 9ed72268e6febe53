-- Control totals of what one import ($import) said about products, or of every import when it is missing.
SELECT import_id, count(*) AS facts,
       concat_ws(' ', count(*), sum(product_id), sum(strlen(gtin14)), sum(strlen(name)), sum(strlen(department)), sum(strlen(category)), sum(strlen(subcategory)), sum(strlen(brand)), sum(unit_cost), sum(list_price), sum(pack_size), sum(min_order), sum(shelf_life_days), sum(supplier_id), sum(strlen(status)), sum(successor_id), sum(strlen(attributes)), sum(record_no)) AS totals,
       count(*) AS records
FROM product_version
WHERE described AND ($import IS NULL OR import_id = $import)
GROUP BY import_id
