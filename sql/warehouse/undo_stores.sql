-- Versions of the import go; the views show what was said before.
DELETE FROM store_version WHERE import_id = $import;
