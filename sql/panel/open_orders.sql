-- What is on its way on $day: lines ordered by then and not received by then. Days since 1970-01-01; expected NULL: not said.
SELECT product,
       coalesce(store, '(none)') AS store,
       expected_on AS expected,
       CAST(ordered_at AS DATE) AS ordered,
       CAST(greatest(quantity - CASE WHEN received_on IS NULL THEN coalesce(received, 0) ELSE 0 END, 0) AS DOUBLE) AS units,
       supplier
FROM purchase_order_line
WHERE CAST(ordered_at AS DATE) <= CAST($day AS DATE)
  AND (received_on > CAST($day AS DATE) OR (received_on IS NULL AND coalesce(status, 'open') NOT IN ('received', 'cancelled')))
ORDER BY product, store, expected, ordered
