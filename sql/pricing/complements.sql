-- What is bought with promoted products: of the receipts with `other` the share that also holds $skus' product, where that is twice as often as chance
-- and more. From at most about 300,000 receipts before $to; the five strongest of each.
WITH
-- part: selected_line,
chosen AS (
    SELECT receipt_key, product_id
    FROM selected_line
    WHERE kind = 'sale' AND product_id IS NOT NULL AND quantity > 0 AND business_date >= $from AND business_date < $to
), part AS (
    SELECT greatest(1, CAST(count(DISTINCT receipt_key) // 300000 AS BIGINT)) AS every FROM chosen
), line AS (
    SELECT DISTINCT receipt_key, product_id FROM chosen CROSS JOIN part WHERE hash(receipt_key) % every = 0
), met AS (
    SELECT product_id, count(*) AS receipts FROM line GROUP BY product_id
), whole AS (
    SELECT count(DISTINCT receipt_key) AS receipts FROM line
), promoted AS (
    SELECT product_id FROM product WHERE sku IN (SELECT unnest(CAST($skus AS VARCHAR[])))
), pair AS (
    SELECT a.product_id AS promoted, b.product_id AS other, count(*) AS held
    FROM line AS a
    JOIN line AS b ON b.receipt_key = a.receipt_key AND b.product_id <> a.product_id
    WHERE a.product_id IN (SELECT product_id FROM promoted)
    GROUP BY a.product_id, b.product_id
    HAVING count(*) >= 20
), told AS (
    SELECT pair.promoted, pair.other, pair.held, CAST(pair.held AS DOUBLE) / o.receipts AS share,
           CAST(p.receipts AS DOUBLE) * o.receipts / whole.receipts AS chance
    FROM pair
    JOIN met AS p ON p.product_id = pair.promoted
    JOIN met AS o ON o.product_id = pair.other
    CROSS JOIN whole
)
SELECT p.sku AS promoted, o.sku AS other, share
FROM told
JOIN (SELECT product_id, sku FROM product) AS p ON p.product_id = told.promoted
JOIN (SELECT product_id, sku FROM product) AS o ON o.product_id = told.other
WHERE held > 2 * chance AND held > chance + 4 * sqrt(chance)
QUALIFY row_number() OVER (PARTITION BY told.promoted ORDER BY share DESC, o.sku) <= 5
ORDER BY promoted, other
