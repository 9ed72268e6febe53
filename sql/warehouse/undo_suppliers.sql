-- Versions of the import go; the views show what was said before.
DELETE FROM supplier_version WHERE import_id = $import;
