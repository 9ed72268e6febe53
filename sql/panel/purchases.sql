-- What known customers bought and brought back: one row a line, in the order of the table, in which lines of a receipt lie side by side;
-- minor units. Customers by number: to group a million of them or to join their pseudonyms costs more than all the rest.
WITH
-- part: selected_line
SELECT customer_id AS customer, business_date AS day, receipt_key AS receipt, currency, net_minor, kind = 'return' AS returned
FROM selected_line
WHERE customer_id IS NOT NULL AND business_date <= $until AND ($currency IS NULL OR currency = $currency)
