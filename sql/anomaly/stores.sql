-- Chosen stores and the last day of those that have closed for good.
SELECT code, closed_on, region
FROM store
WHERE $stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))
ORDER BY code
