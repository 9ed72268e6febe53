-- Receipts with a sale in each store by day up to $as_of: what stands for visitors where nobody counts them.
WITH
-- part: selected_line
SELECT coalesce(store.code, '(none)') AS store, business_date AS day, CAST(count(DISTINCT receipt_key) AS DOUBLE) AS receipts, FALSE AS censored
FROM selected_line
LEFT JOIN store_identity AS store ON store.store_id = selected_line.store_id
WHERE kind = 'sale' AND business_date <= $as_of
GROUP BY store.code, business_date
