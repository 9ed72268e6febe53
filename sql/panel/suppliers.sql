-- What ordering knows of each supplier. Times in days, the minimum in minor units, the cut-off as it is written.
SELECT code,
       CAST(lead_time_days AS DOUBLE) AS lead_time,
       CAST(review_days AS DOUBLE) AS review,
       order_days,
       minimum_order_minor,
       coalesce(json_extract_string(attributes, '$.cut_off'), json_extract_string(attributes, '$.order_cutoff')) AS cut_off
FROM supplier
ORDER BY code
