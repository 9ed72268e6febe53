-- Currencies of the chosen sales up to $to, the one with most receipts first.
WITH
-- part: selected_line
SELECT currency FROM selected_line WHERE business_date < $to GROUP BY currency ORDER BY count(DISTINCT receipt_key) DESC, currency
