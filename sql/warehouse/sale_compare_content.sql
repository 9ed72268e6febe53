-- Mode content: a line is its values and its occurrence; one that is there already is a duplicate. The key knows the customer, so a
-- line whose customer was erased since is found by it.
-- fate: lines of the stage and the older line each meets. revised: none.
CREATE TEMP TABLE fate AS
SELECT s.record_no, o.rowid AS old_row, o.import_id AS old_import, o.revision, true AS same
FROM stage s
JOIN sale_line o ON o.row_key = s.row_key AND o.line_no = s.line_no
WHERE o.source = s.source AND o.business_date = s.business_date AND o.sold_at = s.sold_at
  AND o.store_id IS NOT DISTINCT FROM s.store_id AND o.product_id IS NOT DISTINCT FROM s.product_id
  AND (o.customer_id IS NOT DISTINCT FROM s.customer_id
       OR (s.customer_id IS NULL AND o.customer_id IN (SELECT customer_id FROM customer_identity WHERE starts_with(pseudonym, 'x'))))
  AND o.quantity IS NOT DISTINCT FROM s.quantity
  AND o.net_minor IS NOT DISTINCT FROM s.net_minor;
CREATE TEMP TABLE revised AS SELECT record_no, revision FROM fate WHERE NOT same;
