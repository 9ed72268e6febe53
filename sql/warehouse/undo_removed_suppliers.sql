-- Versions of the import.
SELECT count(*) FROM supplier_version WHERE import_id = $import
