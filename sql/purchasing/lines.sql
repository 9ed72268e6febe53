-- Lines of our own orders as they stand; $orders, $suppliers, $states: lists, missing: any. Quantities in thousandths, costs in millionths.
SELECT r.order_no, CAST(r.line_no AS BIGINT) AS line_no, shop.code AS store, shop.name AS store_name, shop.city,
       supplier.code AS supplier, supplier.name AS supplier_name, product.sku AS product, product.gtin14, product.name,
       CAST(round(product.pack_size * 1000) AS BIGINT) AS pack, CAST(r.ordered_at AS DATE) AS ordered_on, r.expected_on, r.received_on,
       CAST(round(r.quantity * 1000) AS BIGINT) AS quantity, CAST(round(r.received * 1000) AS BIGINT) AS received,
       CAST(round(r.unit_cost * 1000000) AS BIGINT) AS unit_cost, coalesce(r.currency, 'XXX') AS currency,
       CAST(coalesce(currency.digits, 2) AS BIGINT) AS digits, coalesce(r.status, 'open') AS status,
       CAST(ceil(supplier.lead_time_days) AS BIGINT) AS lead_days
FROM purchase_order_record r
LEFT JOIN store shop ON shop.store_id = r.store_id
LEFT JOIN product ON product.product_id = r.product_id
LEFT JOIN supplier ON supplier.supplier_id = r.supplier_id
LEFT JOIN currency ON currency.code = r.currency
WHERE r.superseded_by IS NULL AND r.source = 'retailinsight'
  AND ($orders IS NULL OR list_contains(CAST($orders AS VARCHAR[]), r.order_no))
  AND ($suppliers IS NULL OR list_contains(CAST($suppliers AS VARCHAR[]), supplier.code))
  AND ($states IS NULL OR list_contains(CAST($states AS VARCHAR[]), coalesce(r.status, 'open')))
  AND ($scope IS NULL OR list_contains(CAST($scope AS VARCHAR[]), shop.code))
ORDER BY r.order_no, r.line_no
