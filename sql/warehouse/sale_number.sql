-- Numbers equal lines by occurrence. Only lines that have an equal are touched: most have none.
CREATE TEMP TABLE repeated AS SELECT row_key FROM stage GROUP BY row_key HAVING count(*) > 1;
CREATE TEMP TABLE numbered AS
SELECT record_no, CAST(row_number() OVER (PARTITION BY row_key ORDER BY record_no) AS INTEGER) AS line_no
FROM stage
WHERE row_key IN (SELECT row_key FROM repeated);
UPDATE stage SET line_no = numbered.line_no FROM numbered WHERE numbered.record_no = stage.record_no AND numbered.line_no > 1;
DROP TABLE numbered;
DROP TABLE repeated;
