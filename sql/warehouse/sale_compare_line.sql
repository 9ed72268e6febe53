-- Mode line: a line that comes again unchanged is a duplicate; changed, it replaces. A line whose customer was erased (their pseudonym
-- begins with x) comes again without one: that is no change, nor are attributes that were emptied then.
-- fate: lines of the stage and the older line each meets. revised: lines that replace, with their revision.
CREATE TEMP TABLE fate AS
SELECT s.record_no, o.rowid AS old_row, o.import_id AS old_import, o.revision,
       s.sold_at = o.sold_at AND s.business_date = o.business_date AND s.kind = o.kind AND s.currency = o.currency
       AND s.product_id IS NOT DISTINCT FROM o.product_id AND s.category IS NOT DISTINCT FROM o.category
       AND (s.customer_id IS NOT DISTINCT FROM o.customer_id OR (s.customer_id IS NULL AND was_erased)) AND s.quantity IS NOT DISTINCT FROM o.quantity
       AND s.unit_price IS NOT DISTINCT FROM o.unit_price AND s.gross_minor IS NOT DISTINCT FROM o.gross_minor
       AND s.discount_minor IS NOT DISTINCT FROM o.discount_minor AND s.tax_minor IS NOT DISTINCT FROM o.tax_minor
       AND s.net_minor IS NOT DISTINCT FROM o.net_minor AND s.cost_minor IS NOT DISTINCT FROM o.cost_minor
       AND s.payment_method IS NOT DISTINCT FROM o.payment_method AND s.origin IS NOT DISTINCT FROM o.origin
       AND (s.attributes IS NOT DISTINCT FROM o.attributes OR (s.customer_id IS NULL AND was_erased AND o.attributes IS NULL)) AS same
FROM stage s
JOIN (
    SELECT sale_line.*, rowid,
           customer_id IN (SELECT customer_id FROM customer_identity WHERE starts_with(pseudonym, 'x')) AS was_erased
    FROM sale_line
) AS o ON o.row_key = s.row_key
WHERE o.source = s.source AND o.line_no = s.line_no AND o.transaction_no IS NOT DISTINCT FROM s.transaction_no
  AND o.register IS NOT DISTINCT FROM s.register AND o.store_id IS NOT DISTINCT FROM s.store_id;
CREATE TEMP TABLE revised AS SELECT record_no, revision + 1 AS revision FROM fate WHERE NOT same;
