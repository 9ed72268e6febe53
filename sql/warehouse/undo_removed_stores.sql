-- Versions of the import.
SELECT count(*) FROM store_version WHERE import_id = $import
