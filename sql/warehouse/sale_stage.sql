-- Lines of a source that is known here wait in `stage`.
CREATE TEMP TABLE stage AS SELECT * FROM sale_line LIMIT 0;
