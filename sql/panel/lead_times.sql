-- How long orders took that were placed in the two years before $day: days from order to receipt, or so far. Ordered by
-- supplier and product.
SELECT coalesce(line.supplier, supplier_identity.code) AS supplier,
       line.product,
       CASE WHEN received_on <= CAST($day AS DATE) THEN received_on - CAST(ordered_at AS DATE) ELSE CAST($day AS DATE) - CAST(ordered_at AS DATE) END AS days,
       received_on IS NULL OR received_on > CAST($day AS DATE) AS open
FROM purchase_order_line AS line
LEFT JOIN product ON product.product_id = line.product_id
LEFT JOIN supplier_identity ON supplier_identity.supplier_id = product.supplier_id
WHERE CAST(ordered_at AS DATE) <= CAST($day AS DATE) AND CAST(ordered_at AS DATE) > CAST($day AS DATE) - 730
  AND (received_on IS NULL OR received_on >= CAST(ordered_at AS DATE))
  AND NOT (received_on IS NULL AND coalesce(line.status, 'open') IN ('received', 'cancelled'))
  AND coalesce(line.supplier, supplier_identity.code) IS NOT NULL
ORDER BY 1, 2, 3, 4
