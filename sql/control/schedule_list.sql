-- Schedules by name; :name one of them, :due those whose time has come.
SELECT s.name, s.report, s.format, s.every, s.on_day, s.at_minute, s.time_zone, s.recipients, s.filters, s.next_at, s.tries, r.state,
       r.ended_at, r.message
FROM report_schedule s
LEFT JOIN report_run r ON r.run_id = (SELECT max(run_id) FROM report_run WHERE schedule = s.name)
WHERE (:name IS NULL OR s.name = :name) AND (:due IS NULL OR s.next_at <= :due)
ORDER BY CASE WHEN :due IS NULL THEN 0 ELSE s.next_at END, s.name;
