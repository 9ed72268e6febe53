-- A level said again is a duplicate: the same moment and values, or, in a file that does not say when, the values that
-- are known already. Another value for the same moment replaces.
CREATE TEMP TABLE fate AS
SELECT s.record_no, s.rowid AS new_row, o.record_no AS old_row, o.import_id AS old_import,
       s.on_hand = o.on_hand AND s.on_order IS NOT DISTINCT FROM o.on_order AND s.reserved IS NOT DISTINCT FROM o.reserved
       AND s.attributes IS NOT DISTINCT FROM o.attributes AS same
FROM stage s
JOIN (SELECT *, row_number() OVER (PARTITION BY store_id, product_id, counted_at ORDER BY import_id DESC) AS place FROM stock_level) o
  ON o.product_id = s.product_id AND o.counted_at = s.counted_at AND o.store_id IS NOT DISTINCT FROM s.store_id
WHERE s.timed AND o.place = 1
UNION ALL
SELECT s.record_no, s.rowid, o.record_no, o.import_id, true
FROM stage s
JOIN (SELECT *, row_number() OVER (PARTITION BY store_id, product_id ORDER BY counted_at DESC, import_id DESC) AS place
      FROM stock_level) o
  ON o.product_id = s.product_id AND o.store_id IS NOT DISTINCT FROM s.store_id
WHERE NOT s.timed AND o.place = 1 AND s.on_hand = o.on_hand AND s.on_order IS NOT DISTINCT FROM o.on_order
  AND s.reserved IS NOT DISTINCT FROM o.reserved AND s.attributes IS NOT DISTINCT FROM o.attributes;
CREATE TEMP TABLE revised AS SELECT DISTINCT record_no FROM fate WHERE NOT same;
