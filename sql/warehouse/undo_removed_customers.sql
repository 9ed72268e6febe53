-- Versions of the import.
SELECT count(*) FROM customer_version WHERE import_id = $import
