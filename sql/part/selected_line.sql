-- Lines that count (no voids) in the chosen stores and products, with the chosen attributes of lines.
selected_line AS NOT MATERIALIZED (
    SELECT receipt_key, row_key, store_id, product_id, category, customer_id, kind, quantity, gross_minor, discount_minor,
           net_minor, tax_minor, cost_minor, currency, payment_method, register, sold_at, business_date, attributes
    FROM sale_line
    WHERE kind <> 'void'
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND (len(CAST($where_pairs AS VARCHAR[])) = 0
           OR list_bool_and(list_transform(
                  list_zip(CAST($where_paths AS VARCHAR[]), json_extract_string(attributes, CAST($where_paths AS VARCHAR[]))),
                  lambda pair: list_contains(CAST($where_pairs AS VARCHAR[]), pair[1] || '=' || pair[2]))))
)
