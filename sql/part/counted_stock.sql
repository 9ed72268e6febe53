-- Products and stores that $import touched, or all where it is missing, with the last count of each.
looked AS MATERIALIZED (
    SELECT DISTINCT store_id, product_id
    FROM (
        SELECT store_id, product_id FROM sale_line WHERE import_id = $import
        UNION ALL
        SELECT store_id, product_id FROM purchase_order_record WHERE import_id = $import
        UNION ALL
        SELECT store_id, product_id FROM stock_level WHERE $import IS NULL OR import_id = $import
    )
    WHERE store_id IS NOT NULL AND product_id IS NOT NULL
), counted AS MATERIALIZED (
    SELECT store_id, product_id, max(counted_at) AS counted_at,
           arg_max(on_hand, (counted_at, import_id, record_no)) AS on_hand,
           arg_max(coalesce(on_order, 0), (counted_at, import_id, record_no)) AS on_order,
           arg_max(coalesce(reserved, 0), (counted_at, import_id, record_no)) AS reserved,
           min(counted_at) FILTER (WHERE on_hand > 0) AS first_at
    FROM stock_level JOIN looked USING (store_id, product_id)
    GROUP BY ALL
)
