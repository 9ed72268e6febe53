-- Schedules that failed since they were last sent: how often in a row, and why the last time.
SELECT s.name, s.report, f.failures, l.message
FROM report_schedule s
JOIN (SELECT r.schedule, count(*) AS failures, max(r.run_id) AS latest
      FROM report_run r
      WHERE r.run_id > coalesce((SELECT max(run_id) FROM report_run o WHERE o.schedule = r.schedule AND o.state = 'sent'), 0)
      GROUP BY r.schedule) f ON f.schedule = s.name
JOIN report_run l ON l.run_id = f.latest
ORDER BY s.name;
