-- Stock of each product of `looked` (product_id) in each store as it should be by the books: the last count, less what was sold since,
-- with what came since. Units.
shelf AS (
    SELECT stock_now.store_id, stock_now.product_id, stock_now.store, stock_now.counted_at,
           CAST(stock_now.on_hand
                - coalesce((SELECT sum(quantity) FROM sale_line
                            WHERE sale_line.store_id = stock_now.store_id AND sale_line.product_id = stock_now.product_id
                              AND kind <> 'void' AND sold_at > stock_now.counted_at), 0)
                + coalesce((SELECT sum(coalesce(received, quantity)) FROM purchase_order_line AS line
                            WHERE line.store_id = stock_now.store_id AND line.product_id = stock_now.product_id
                              AND received_on > CAST(stock_now.counted_at AS DATE) AND coalesce(status, '') <> 'cancelled'), 0)
                AS DECIMAL(38,3)) AS on_hand
    FROM stock_now
    JOIN looked USING (product_id)
)
