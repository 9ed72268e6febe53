-- view: calendar_period
-- public: yes
-- Which period a day lies in: one row a calendar, grain (day, week, month, quarter, year) and day; join on day.
-- period: year * 1000 + number in the year, rises with time. label: as people write it. week_53: a 53rd week, or a period
-- longer by it. The calendars are those of src/retail/calendar.h, whose rules the tests compare with these rows.
CREATE OR REPLACE VIEW calendar_period AS
SELECT calendar, grain, CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day, period, first_day,
       last_day, label, week_53
FROM calendar_span
UNION ALL
SELECT calendar, 'day', day, (period // 1000) * 1000 + CAST(day - first_day AS INTEGER) + 1, day, day,
       strftime(day, '%Y-%m-%d'), calendar <> 'gregorian' AND day - first_day >= 364
FROM (SELECT calendar, period, first_day, CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day
      FROM calendar_span WHERE grain = 'year');
