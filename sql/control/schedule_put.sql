-- A schedule is made, or said anew.
INSERT INTO report_schedule (name, report, format, every, on_day, at_minute, time_zone, recipients, filters, next_at, created_at)
VALUES (:name, :report, :format, :every, :on, :at, :zone, :recipients, :filters, :next, :now)
ON CONFLICT (name) DO UPDATE
SET report = excluded.report, format = excluded.format, every = excluded.every, on_day = excluded.on_day, at_minute = excluded.at_minute,
    time_zone = excluded.time_zone, recipients = excluded.recipients, filters = excluded.filters, next_at = excluded.next_at, tries = 0;
