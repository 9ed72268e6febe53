-- Days of a store and currency whose receipts are not the sum of their lines.
WITH by_line AS (
    SELECT business_date, store_id, currency, kind, count(*) AS lines, count(DISTINCT receipt_key) AS receipts, count(DISTINCT customer_id) AS customers,
           sum(quantity) AS quantity, sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor, sum(net_minor) AS net_minor
    FROM sale_line
    WHERE kind <> 'void'
    GROUP BY ALL
), by_receipt AS (
    SELECT business_date, store_id, currency, kind, sum(lines), count(DISTINCT receipt_key), count(DISTINCT customer_id),
           sum(quantity), sum(gross_minor), sum(discount_minor), sum(net_minor)
    FROM sale_receipt
    GROUP BY ALL
)
SELECT count(*) FROM ((FROM by_line EXCEPT ALL FROM by_receipt) UNION ALL (FROM by_receipt EXCEPT ALL FROM by_line))
