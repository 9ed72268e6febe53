-- view: return_origin
-- public: no
-- The day of the sale that a returned line takes back (earned_on): one row a line whose file names the receipt, where a sale
-- of that number is known on or before the return; in the same shop if there is one, otherwise anywhere in the same source.
CREATE OR REPLACE VIEW return_origin AS
SELECT back.row_key,
       coalesce(max(sold.business_date) FILTER (WHERE sold.store_id IS NOT DISTINCT FROM back.store_id),
                max(sold.business_date)) AS earned_on
FROM sale_line back
JOIN sale_line sold ON sold.source = back.source AND sold.transaction_no = back.origin AND sold.business_date <= back.business_date
WHERE back.kind = 'return' AND back.origin IS NOT NULL AND sold.kind = 'sale'
GROUP BY back.row_key;
