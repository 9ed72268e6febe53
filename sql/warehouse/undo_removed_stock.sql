-- Levels of the import.
SELECT count(*) FROM stock_level WHERE import_id = $import
