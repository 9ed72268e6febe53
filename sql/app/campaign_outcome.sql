-- What known customers bought from $first to $last, both days included: by pseudonym, one row a currency, minor units.
SELECT customer_identity.pseudonym AS customer,
       currency,
       CAST(sum(net_minor) AS BIGINT) AS net_minor,
       count(DISTINCT receipt_key) FILTER (WHERE kind = 'sale') AS receipts
FROM sale_line
JOIN customer_identity USING (customer_id)
WHERE kind <> 'void' AND business_date >= $first AND business_date <= $last
  AND ($currency IS NULL OR currency = $currency)
GROUP BY customer_identity.pseudonym, currency
ORDER BY customer_identity.pseudonym, currency
