-- Lines of kept order lists with what was really ordered until the next review, newest list first. $run: one of them; missing: all.
SELECT coalesce(p.sku, '(none)') AS product,
       coalesce(s.code, '(none)') AS store,
       run.run_id,
       run.as_of,
       CAST(advice.quantity AS DOUBLE) AS advised,
       CAST(coalesce(sum(orders.quantity), 0) AS DOUBLE) AS ordered,
       CAST(advice.on_hand AS DOUBLE) AS on_hand,
       advice.lead_days,
       advice.review_days,
       CAST(product.unit_cost AS DOUBLE) AS unit_cost,
       CAST(product.list_price AS DOUBLE) AS unit_price
FROM order_advice AS advice
JOIN order_advice_run AS run ON run.run_id = advice.run_id
LEFT JOIN store_identity AS s ON s.store_id = advice.store_id
LEFT JOIN product_identity AS p ON p.product_id = advice.product_id
LEFT JOIN product ON product.product_id = advice.product_id
LEFT JOIN purchase_order_line AS orders ON orders.store_id = advice.store_id AND orders.product_id = advice.product_id
     AND CAST(orders.ordered_at AS DATE) > run.as_of - 1
     AND CAST(orders.ordered_at AS DATE) < run.as_of + advice.review_days
     AND coalesce(orders.status, '') <> 'cancelled'
WHERE $run IS NULL OR run.run_id = $run
GROUP BY ALL
ORDER BY run.run_id DESC, product, store
