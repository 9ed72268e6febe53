-- Lines that count, each under the day it counts on: the day it was booked or, for returns with --refunds earned, the day
-- of the sale that it takes back.
-- part: selected_line,
chosen AS NOT MATERIALIZED (
    SELECT * FROM selected_line WHERE $currency IS NULL OR currency = $currency
), each_line AS NOT MATERIALIZED (
    SELECT *, business_date AS day
    FROM chosen
    WHERE $refunds = 'booked' OR kind <> 'return'
    UNION ALL
    SELECT chosen.*, coalesce(return_origin.earned_on, business_date)
    FROM chosen
    LEFT JOIN return_origin USING (row_key)
    WHERE $refunds = 'earned' AND kind = 'return'
)
