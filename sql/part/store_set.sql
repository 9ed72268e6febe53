-- Comparable stores: open $comp_days days before the first day compared with, and not closed before the span's last day.
-- Where nobody said when a store opened, its first sale counts; stores that sold in the first week of the data were there
-- before it.
store_set AS NOT MATERIALIZED (
    SELECT store_id,
           CASE WHEN NOT $comp THEN ''
                WHEN closed_on < least($to - 1, $as_of) THEN 'closed'
                WHEN coalesce(opened_on, CASE WHEN first_sold > data_from + 6 THEN first_sold END, DATE '0001-01-01')
                     + CAST($comp_days AS INTEGER) <= compared_from THEN 'comp'
                ELSE 'new' END AS store_set
    FROM store
    LEFT JOIN (SELECT store_id, min(business_date) AS first_sold FROM sale_line WHERE $comp GROUP BY store_id) USING (store_id)
    CROSS JOIN (SELECT min(business_date) AS data_from FROM sale_line WHERE $comp)
    CROSS JOIN (SELECT min(day_before) AS compared_from FROM earlier_day)
)
