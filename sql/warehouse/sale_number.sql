-- Numbers equal lines by occurrence.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT * REPLACE (CAST(row_number() OVER (PARTITION BY row_key ORDER BY record_no) AS INTEGER) AS line_no) FROM stage;
DROP TABLE stage;
CREATE TEMP TABLE stage AS SELECT * FROM numbered;
DROP TABLE numbered;
