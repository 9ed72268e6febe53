-- The latest first.
SELECT run_id, schedule, report, started_at, ended_at, state, sent_to, bytes, message
FROM report_run
WHERE :name IS NULL OR schedule = :name
ORDER BY run_id DESC
LIMIT :limit;
