-- How many receipts known customers have, and how many of them with one of the products: by pseudonym.
SELECT customer_identity.pseudonym AS customer,
       count(DISTINCT receipt_key) AS receipts,
       count(DISTINCT receipt_key) FILTER (WHERE product_id IN (SELECT unnest(CAST($products AS BIGINT[])))) AS chosen
FROM sale_line
JOIN customer_identity USING (customer_id)
WHERE kind = 'sale' AND business_date <= $until
GROUP BY customer_identity.pseudonym
ORDER BY customer_identity.pseudonym
