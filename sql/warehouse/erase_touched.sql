-- Imports whose rows lose something when customer $customer is erased: id and kind.
SELECT import_id, kind
FROM import
WHERE state = 'done'
  AND import_id IN (SELECT import_id FROM customer_version WHERE customer_id = $customer
                    UNION SELECT import_id FROM sale_line WHERE customer_id = $customer AND attributes IS NOT NULL
                    UNION SELECT import_id FROM sale_line_superseded WHERE customer_id = $customer AND attributes IS NOT NULL)
ORDER BY import_id
