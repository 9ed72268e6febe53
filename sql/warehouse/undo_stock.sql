-- Levels of the import go; the views show what was said before.
DELETE FROM stock_level WHERE import_id = $import;
