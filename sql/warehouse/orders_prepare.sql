-- Lines without a number are numbered among the lines of one product in their order, so that none is taken for another.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT record_no, CAST(row_number() OVER (PARTITION BY order_no, store_id, product_id ORDER BY record_no) AS INTEGER) AS line_no
FROM stage
WHERE line_no IS NULL;
UPDATE stage SET line_no = numbered.line_no FROM numbered WHERE numbered.record_no = stage.record_no;
DROP TABLE numbered;
