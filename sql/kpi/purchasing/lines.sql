-- operation: purchasing.lines
-- summary:   Lines of our orders to suppliers, to export as CSV or a workbook
-- roles:     inventory analyst management staff
-- scope:     stores
-- uses:      filters limit=0
-- param:     order text list "only these orders"
-- param:     supplier text list "only these suppliers"
-- param:     state enum(draft,open,received,cancelled) list "only lines in these states; open: sent and not here yet"
-- column:    order text "number of the order"
-- column:    line integer "line of the order"
-- column:    state text "draft, open, received or cancelled"
-- column:    supplier text "code of the supplier"
-- column:    store store "store it is for"
-- column:    product product "product"
-- column:    name text "its description"
-- column:    gtin text "its bar code"
-- column:    quantity decimal "units ordered"
-- column:    pack_size decimal "units in a pack"
-- column:    received decimal "units that came"
-- column:    ordered_on date "when it was sent; of a draft, when it was made"
-- column:    expected_on date "when it should come"
-- column:    received_on date "when all of it had come"
-- column:    unit_cost decimal "cost of one unit, major units"
-- column:    currency text "of the cost"
-- column:    value money "units ordered at their cost"
-- example:   retailinsight purchasing lines --order PO-000001
-- example:   retailinsight purchasing lines --supplier SUP-01 --state draft -o order.xlsx
WITH
-- part: our_order_line
SELECT order_no AS "order", CAST(line_no AS BIGINT) AS line, standing AS state, supplier, store, product.sku AS product, product.name,
       product.gtin14 AS gtin, quantity, product.pack_size, received, CAST(ordered_at AS DATE) AS ordered_on, expected_on, received_on,
       our_order_line.unit_cost, currency, value
FROM our_order_line
LEFT JOIN product USING (product_id)
WHERE ($order IS NULL OR list_contains(CAST($order AS VARCHAR[]), order_no))
  AND ($state IS NULL OR list_contains(CAST($state AS VARCHAR[]), standing))
ORDER BY order_no, line_no
LIMIT CASE WHEN $limit > 0 THEN $limit END
