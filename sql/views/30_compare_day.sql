-- view: compare_day
-- public: yes
-- The day of the year before that a day is compared with: one row a mode, calendar and day.
-- calendar: the same date (29 February: the 28th) or, where years are whole weeks, the same place in the year, missing where
-- the year before was a week shorter. weekday: 364 days before. restated: where years are whole weeks, a year of 53 weeks
-- counts without its first in the year after, so that weeks keep their weekdays and seasons (364 days before); a 53rd week
-- has no counterpart. holiday: days near a holiday beside those near the same one a year before (view holiday_match), other
-- days 364 days before.
CREATE OR REPLACE VIEW compare_day AS
SELECT 'weekday' AS mode, calendar, day, day - 364 AS day_before
FROM calendar_period
WHERE grain = 'day'
UNION ALL
SELECT 'calendar', calendar, day, CAST(day - INTERVAL 1 YEAR AS DATE)
FROM calendar_period
WHERE grain = 'day' AND calendar = 'gregorian'
UNION ALL
SELECT 'calendar', d.calendar, d.day,
       CASE WHEN b.first_day + (d.period % 1000 - 1) <= b.last_day THEN b.first_day + (d.period % 1000 - 1) END
FROM calendar_period d
LEFT JOIN calendar_span b ON b.calendar = d.calendar AND b.grain = 'year' AND b.period = (d.period // 1000 - 1) * 1000 + 1
WHERE d.grain = 'day' AND d.calendar <> 'gregorian'
UNION ALL
SELECT 'restated', calendar, day, CASE WHEN NOT week_53 THEN day - 364 END
FROM calendar_period
WHERE grain = 'day'
UNION ALL
SELECT 'holiday', d.calendar, d.day, coalesce(m.day_before, d.day - 364)
FROM calendar_period d
LEFT JOIN holiday_match m ON m.day = d.day
WHERE d.grain = 'day';
