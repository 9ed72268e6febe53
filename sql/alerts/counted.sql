-- Products and stores that $import touched, or all with a stock level where it is missing, each with its last count: columns from
-- counted_at on are missing where nobody counted. first_on: the day on which stock was first seen there. today: the last
-- business day of the data.
WITH looked AS MATERIALIZED (
    SELECT DISTINCT store_id, product_id
    FROM (
        SELECT store_id, product_id FROM sale_line WHERE import_id = $import
        UNION ALL
        SELECT store_id, product_id FROM purchase_order_record WHERE import_id = $import
        UNION ALL
        SELECT store_id, product_id FROM stock_level WHERE $import IS NULL OR import_id = $import
    )
    WHERE store_id IS NOT NULL AND product_id IS NOT NULL
), counted AS (
    SELECT store_id, product_id, max(counted_at) AS counted_at,
           arg_max(on_hand, (counted_at, import_id, record_no)) AS on_hand,
           arg_max(coalesce(on_order, 0), (counted_at, import_id, record_no)) AS on_order,
           arg_max(coalesce(reserved, 0), (counted_at, import_id, record_no)) AS reserved,
           CAST(min(counted_at) FILTER (WHERE on_hand > 0) AS DATE) AS first_on
    FROM stock_level JOIN looked USING (store_id, product_id)
    GROUP BY ALL
)
SELECT store.code AS store, product.sku AS product, store_id, product_id, epoch_us(counted_at) AS counted_at, on_hand, on_order, reserved, first_on,
       coalesce((SELECT max(business_date) FROM sale_line), (SELECT CAST(max(counted_at) AS DATE) FROM stock_level)) AS today
FROM looked
JOIN store_identity AS store USING (store_id)
JOIN product_identity AS product USING (product_id)
LEFT JOIN counted USING (store_id, product_id)
