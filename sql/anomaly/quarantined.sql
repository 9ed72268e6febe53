-- Imports of days from $from up to $to with more lines in quarantine than their like: the same kind, source and name of file (each number as #). Judged
-- against up to 60 imports before, five at least: three times the share of the worst of twenty and of all together, five lines, and farther off than five
-- standard deviations. The day of an import is the last one that it brought sales of, else that on which it came. money_minor: the lines at what one of the
-- import's sales is worth. Of chosen stores or products nothing is said: a line in quarantine belongs to none.
WITH sold AS (
    SELECT import_id, max(business_date) AS day, CAST(sum(net_minor) AS DOUBLE) / count(*) AS net_minor
    FROM sale_line
    WHERE kind <> 'void' AND currency = $currency
    GROUP BY import_id
), came AS (
    SELECT import.import_id, import.kind, source, regexp_replace(regexp_replace(file_name, '^.*/', ''), '[0-9]+', '#', 'g') AS file,
           started_at, coalesce(sold.day, CAST(started_at AS DATE)) AS day, offered, quarantined,
           quarantined / CAST(offered AS DOUBLE) AS share, coalesce(sold.net_minor, 0) AS net_minor
    FROM import
    LEFT JOIN sold ON sold.import_id = import.import_id
    WHERE state = 'done' AND offered > 0
), beside AS (
    SELECT *, (sum(quarantined) OVER before + 0.5) / (sum(offered) OVER before + 1) AS usual, quantile_cont(share, 0.95) OVER before AS worst,
           count(*) OVER before AS known
    FROM came
    WINDOW before AS (PARTITION BY kind, source, file ORDER BY started_at, import_id ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)
)
SELECT 'quarantined lines' AS fault, NULL AS store, NULL AS product, day, CAST(round(quarantined * net_minor) AS BIGINT) AS money_minor,
       CAST(quarantined AS VARCHAR) || ' of ' || CAST(offered AS VARCHAR) || ' lines of ' || file AS detail
FROM beside
WHERE known >= 5 AND day >= $from AND day < $to AND $stores IS NULL AND $products IS NULL
  AND quarantined >= 5 AND share > 3 * greatest(usual, worst)
  AND quarantined > offered * usual + 5 * sqrt(offered * usual * (1 - usual))
ORDER BY day, import_id
