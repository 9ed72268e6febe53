-- Before findings.sql: since when sales count (the earliest of the last counts; blocks of sales before it are never read), and what
-- today is: the last business day of the data.
WITH
-- part: counted_stock
SELECT epoch_us(min(counted_at)) AS since,
       coalesce((SELECT max(business_date) FROM sale_line), (SELECT CAST(max(counted_at) AS DATE) FROM stock_level)) AS day
FROM counted
