-- view: calendar
-- public: yes, also calendar_period compare_day
-- Which period a day lies in, for every calendar and grain.
CREATE OR REPLACE VIEW calendar AS
SELECT calendar, grain, day, period, first_day, last_day, label, week_53 FROM calendar_period;
