-- Lines that were written straight to sale_line turn out to need comparing: back into `stage`.
CREATE TEMP TABLE stage AS SELECT * FROM sale_line WHERE import_id = $import;
DELETE FROM sale_line WHERE import_id = $import;
