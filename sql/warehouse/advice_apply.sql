-- The order lines in temp.kept_order become a run of advice.
CREATE OR REPLACE TEMP TABLE kept_run AS
SELECT coalesce(max(run_id), 0) + 1 AS run_id FROM order_advice_run;
INSERT INTO order_advice
SELECT kept_run.run_id, s.store_id, p.product_id, CAST(a.order_quantity AS DECIMAL(18, 3)), CAST(a.on_hand AS DECIMAL(18, 3)),
       CASE WHEN isfinite(a.expected_demand) THEN CAST(a.expected_demand AS DECIMAL(18, 3)) END,
       CAST(round(a.lead_time) AS INTEGER), CAST(greatest(coalesce(ceil(supplier.review_days), 7), 1) AS INTEGER),
       CAST(a.money_at_stake AS DECIMAL(18, 2)), a.reason
FROM temp.kept_order a
CROSS JOIN temp.kept_run AS kept_run
JOIN store_identity s ON s.code = a.store
JOIN product_identity p ON p.sku = a.product
LEFT JOIN product ON product.product_id = p.product_id
LEFT JOIN supplier ON supplier.supplier_id = product.supplier_id
WHERE isfinite(a.order_quantity) AND isfinite(a.on_hand) AND isfinite(a.lead_time);
INSERT INTO order_advice_run
SELECT run_id, CAST($now AS TIMESTAMP), CAST($as_of AS DATE), (SELECT count(*) FROM order_advice WHERE order_advice.run_id = kept_run.run_id)
FROM temp.kept_run AS kept_run;
DROP TABLE temp.kept_run;
DROP TABLE temp.kept_order;
