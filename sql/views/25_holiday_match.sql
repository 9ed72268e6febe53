-- view: holiday_match
-- public: no
-- Days within three of a holiday, beside the day as far from the same holiday a year before (the occurrence of that name
-- nearest to 364 days earlier, at most 45 days off). Where two holidays are near, the nearer one decides, then the earlier;
-- one that holds everywhere comes before one of a region.
CREATE OR REPLACE VIEW holiday_match AS
SELECT CAST(held.day + off.days AS DATE) AS day,
       CAST(arg_min(held.day_before + off.days, (abs(off.days), CASE WHEN held.everywhere THEN 0 ELSE 1 END, held.day)) AS DATE) AS day_before
FROM (
    SELECT now.day, now.everywhere, arg_min(earlier.day, (abs(now.day - 364 - earlier.day), earlier.day)) AS day_before
    FROM (SELECT name, day, bool_or(region IS NULL) AS everywhere FROM holiday WHERE kind <> 'school' GROUP BY name, day) now
    JOIN (SELECT DISTINCT name, day FROM holiday WHERE kind <> 'school') earlier
      ON earlier.name = now.name AND abs(now.day - 364 - earlier.day) <= 45
    GROUP BY now.name, now.day, now.everywhere
) held
CROSS JOIN (SELECT unnest([-3, -2, -1, 0, 1, 2, 3]) AS days) off
GROUP BY 1;
