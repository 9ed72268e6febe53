-- The touched receipts once more, from their lines as they are now.
DELETE FROM sale_receipt WHERE (business_date, receipt_key) IN (SELECT business_date, receipt_key FROM temp.touched_receipt);
INSERT INTO sale_receipt
SELECT business_date, receipt_key, store_id, customer_id, kind, currency, payment_method, count(*) AS lines, CAST(sum(quantity) AS DECIMAL(18, 3)) AS quantity,
       CAST(sum(gross_minor) AS BIGINT) AS gross_minor, CAST(sum(discount_minor) AS BIGINT) AS discount_minor, CAST(sum(net_minor) AS BIGINT) AS net_minor
FROM sale_line
WHERE kind <> 'void'
  AND (business_date, receipt_key) IN (SELECT business_date, receipt_key FROM temp.touched_receipt)
GROUP BY business_date, receipt_key, store_id, customer_id, kind, currency, payment_method;
DROP TABLE temp.touched_receipt;
