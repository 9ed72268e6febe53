-- What known customers bought and brought back: one row a customer, business day, receipt, kind and currency; minor units.
SELECT customer.pseudonym AS customer,
       business_date AS day,
       receipt_key AS receipt,
       currency,
       net_minor
FROM (
    SELECT customer_id, business_date, receipt_key, currency, CAST(sum(net_minor) AS BIGINT) AS net_minor
    FROM sale_line
    WHERE kind <> 'void' AND customer_id IS NOT NULL AND business_date <= $until
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND ($currency IS NULL OR currency = $currency)
    GROUP BY customer_id, business_date, receipt_key, kind, currency
)
JOIN customer USING (customer_id)
