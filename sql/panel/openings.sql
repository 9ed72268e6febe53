-- What is known of when each store trades: its first and last day, weekdays said to be closed, and the days up to $as_of on which its
-- tills rang, with how often. A store without sales has one row without a day.
SELECT store.code AS store,
       store.opened_on,
       store.closed_on,
       lower(json_extract_string(store.attributes, '$.closed_weekdays')) AS closed_weekdays,
       store.region,
       rung.business_date AS day,
       coalesce(rung.lines, 0) AS lines
FROM store
LEFT JOIN (
    SELECT store_id, business_date, count(*) AS lines
    FROM sale_line
    WHERE kind <> 'void' AND business_date <= $as_of
    GROUP BY store_id, business_date
) AS rung ON rung.store_id = store.store_id
ORDER BY store, day
