-- Mode receipt: a receipt that comes again unchanged is a duplicate, line by line; one that comes with other lines
-- replaces the whole old receipt. Lines without a receipt are compared by content.
-- met: lines that are there already. changed: receipts whose lines are not the same on both sides.
CREATE TEMP TABLE met AS
SELECT s.record_no, s.receipt_key, o.rowid AS old_row, o.import_id AS old_import
FROM stage s
JOIN sale_line o ON o.row_key = s.row_key AND o.line_no = s.line_no
WHERE o.source = s.source AND o.transaction_no IS NOT DISTINCT FROM s.transaction_no
  AND o.store_id IS NOT DISTINCT FROM s.store_id AND o.product_id IS NOT DISTINCT FROM s.product_id
  AND o.quantity IS NOT DISTINCT FROM s.quantity AND o.net_minor IS NOT DISTINCT FROM s.net_minor;
CREATE TEMP TABLE changed AS
SELECT n.receipt_key, n.transaction_no, o.revision + 1 AS revision
FROM (SELECT receipt_key, transaction_no, count(*) AS lines FROM stage WHERE transaction_no IS NOT NULL GROUP BY ALL) n
JOIN (SELECT receipt_key, transaction_no, count(*) AS lines, max(revision) AS revision FROM sale_line
      WHERE source = $source AND transaction_no IS NOT NULL GROUP BY ALL) o
  ON o.receipt_key = n.receipt_key AND o.transaction_no = n.transaction_no
LEFT JOIN (SELECT receipt_key, count(*) AS lines FROM met GROUP BY ALL) m ON m.receipt_key = n.receipt_key
WHERE n.lines <> o.lines OR n.lines <> coalesce(m.lines, 0);
CREATE TEMP TABLE fate AS
SELECT record_no, old_row, old_import, true AS same
FROM met
WHERE receipt_key NOT IN (SELECT receipt_key FROM changed)
UNION ALL
SELECT NULL, o.rowid, o.import_id, false
FROM sale_line o
JOIN changed c ON c.receipt_key = o.receipt_key AND c.transaction_no = o.transaction_no
WHERE o.source = $source;
CREATE TEMP TABLE revised AS
SELECT s.record_no, c.revision
FROM stage s
JOIN changed c ON c.receipt_key = s.receipt_key AND c.transaction_no = s.transaction_no;
