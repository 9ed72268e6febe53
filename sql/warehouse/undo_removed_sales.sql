-- Lines of the import.
SELECT count(*) FROM sale_line WHERE import_id = $import
