-- Lines of the import go, lines it replaced return.
DELETE FROM sale_line WHERE import_id = $import;
INSERT INTO sale_line SELECT * EXCLUDE (superseded_by) FROM sale_line_superseded WHERE superseded_by = $import;
DELETE FROM sale_line_superseded WHERE superseded_by = $import;
DELETE FROM product_version WHERE import_id = $import;
