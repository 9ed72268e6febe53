-- The order lines in temp.order_advice become the thresholds of their products and stores; what they do not name is kept no more.
-- temp.phantom_advice may be empty.
CREATE OR REPLACE TEMP TABLE threshold AS
SELECT s.store_id, p.product_id, CAST($now AS TIMESTAMP) AS computed_at,
       CAST(greatest(a.reorder_point, 0) AS DECIMAL(18, 3)) AS reorder_point,
       CAST(greatest(a.order_up_to, 0) AS DECIMAL(18, 3)) AS order_up_to,
       CAST(greatest(coalesce((a.on_hand - a.reserved) / nullif(a.days_of_cover, 0), a.expected_demand / a.span_days), 0)
            AS DECIMAL(18, 6)) AS daily_demand, -- as days_of_cover has it; with nothing in stock, what is expected over the span
       before.daily_demand AS daily_before,
       a.lead_days, a.span_days,
       CAST(f.probability AS DECIMAL(9, 6)) AS phantom,
       CAST(a.money_at_stake AS DECIMAL(18, 2)) AS money_at_stake
FROM (
    SELECT advice.*, CAST(ceil(advice.lead_time) AS INTEGER) AS lead_days,
           CAST(ceil(advice.lead_time) + greatest(coalesce(ceil(supplier.review_days), 7), 1) AS INTEGER) AS span_days
    FROM temp.order_advice advice
    LEFT JOIN product ON product.sku = advice.product
    LEFT JOIN supplier ON supplier.supplier_id = product.supplier_id
) a
JOIN store_identity s ON s.code = a.store
JOIN product_identity p ON p.sku = a.product
LEFT JOIN stock_threshold before ON before.store_id = s.store_id AND before.product_id = p.product_id
LEFT JOIN temp.phantom_advice f ON f.store = a.store AND f.product = a.product
WHERE isfinite(a.lead_time) AND isfinite(a.reorder_point) AND isfinite(a.order_up_to) AND isfinite(a.expected_demand);
DELETE FROM stock_threshold;
INSERT INTO stock_threshold SELECT * FROM threshold;
DROP TABLE threshold;
