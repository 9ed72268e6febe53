-- What ordering knows of each product in each store: stock now, pack, costs, the supplier's times. Times in days.
SELECT stock_now.product,
       coalesce(stock_now.store, '(none)') AS store,
       CAST(on_hand AS DOUBLE) AS on_hand,
       CAST(coalesce(on_order, 0) AS DOUBLE) AS on_order,
       CAST(coalesce(reserved, 0) AS DOUBLE) AS reserved,
       CAST(pack_size AS DOUBLE) AS pack,
       CAST(min_order AS DOUBLE) AS minimum,
       CAST(unit_cost AS DOUBLE) AS unit_cost,
       CAST(list_price AS DOUBLE) AS unit_price,
       CAST(lead_time_days AS DOUBLE) AS lead_time,
       CAST(review_days AS DOUBLE) AS review,
       product.status = 'ended' AS ended
FROM stock_now
LEFT JOIN product ON product.product_id = stock_now.product_id
LEFT JOIN supplier ON supplier.supplier_id = product.supplier_id
