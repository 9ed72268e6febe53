-- Versions of the import go; the views show what was said before.
DELETE FROM customer_version WHERE import_id = $import;
