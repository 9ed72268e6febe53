-- Lines that the import replaced.
SELECT count(*) FROM sale_line_superseded WHERE superseded_by = $import
