-- Lines of our own purchase orders as they stand, within the filters.
our_order_line AS (
    SELECT r.order_no, r.line_no, r.store_id, r.product_id, r.supplier_id, r.ordered_at, r.expected_on, r.received_on, r.quantity,
           r.received, r.unit_cost, coalesce(r.currency, 'XXX') AS currency, coalesce(r.status, 'open') AS standing,
           shop.code AS store, supplier.code AS supplier, supplier.name AS supplier_name,
           CAST(round(r.quantity * r.unit_cost * power(10, coalesce(currency.digits, 2))) AS DECIMAL(38, 0)) AS value
    FROM purchase_order_record r
    LEFT JOIN store_identity shop USING (store_id)
    LEFT JOIN supplier ON supplier.supplier_id = r.supplier_id
    LEFT JOIN currency ON currency.code = r.currency
    WHERE superseded_by IS NULL AND source = 'retailinsight'
      AND ($stores IS NULL OR r.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR r.product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND ($currency IS NULL OR r.currency = $currency)
      AND ($supplier IS NULL OR list_contains(CAST($supplier AS VARCHAR[]), supplier.code))
      AND (len(CAST($where_pairs AS VARCHAR[])) = 0
           OR list_bool_and(list_transform(
                  list_zip(CAST($where_paths AS VARCHAR[]), json_extract_string(r.attributes, CAST($where_paths AS VARCHAR[]))),
                  lambda pair: list_contains(CAST($where_pairs AS VARCHAR[]), pair[1] || '=' || pair[2]))))
)
