-- Versions of the import go; the views show what was said before.
DELETE FROM product_version WHERE import_id = $import;
