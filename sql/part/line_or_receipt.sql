-- `line`, or where nothing asks for a product or an attribute of lines ($by_receipt) what a receipt's lines come to: `lines` of them in
-- each row. The same sums from fewer rows, for figures that count `lines`, not rows.
-- part: each_line,
line AS NOT MATERIALIZED (
    SELECT receipt_key, store_id, NULL::BIGINT AS product_id, NULL::VARCHAR AS category, customer_id, kind, quantity, gross_minor, discount_minor,
           net_minor, currency, payment_method, NULL::VARCHAR AS attributes, lines, business_date AS day
    FROM sale_receipt
    WHERE $by_receipt
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($currency IS NULL OR currency = $currency)
    UNION ALL
    SELECT receipt_key, store_id, product_id, category, customer_id, kind, quantity, gross_minor, discount_minor,
           net_minor, currency, payment_method, attributes, 1, day
    FROM each_line
    WHERE NOT $by_receipt
)
