-- Customers by their group in run $before and in run $now: one row a pair of groups; '(none)': in no group of that run.
SELECT coalesce(was.profile, '(none)') AS was,
       coalesce(now.profile, '(none)') AS now,
       count(*) AS customers,
       CAST(round(sum(coalesce(now.net_sales, 0) - coalesce(was.net_sales, 0)) * power(10, 3)) AS BIGINT) AS gained_milli,
       min(coalesce(was.segment, 1000)) AS was_place,
       min(coalesce(now.segment, 1000)) AS now_place
FROM (SELECT * FROM customer_score WHERE run_id = $before) AS was
FULL JOIN (SELECT * FROM customer_score WHERE run_id = $now) AS now USING (customer_id)
GROUP BY was.profile, now.profile
ORDER BY was_place, now_place, was, now
