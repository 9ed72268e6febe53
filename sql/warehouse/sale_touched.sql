-- Receipts that an import brings, changes or, undone, leaves behind.
CREATE OR REPLACE TEMP TABLE touched_receipt AS
SELECT business_date, receipt_key FROM sale_line WHERE import_id = $import
UNION
SELECT business_date, receipt_key FROM sale_line_superseded WHERE superseded_by = $import;
