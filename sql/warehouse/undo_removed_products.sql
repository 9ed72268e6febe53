-- Versions of the import.
SELECT count(*) FROM product_version WHERE import_id = $import
