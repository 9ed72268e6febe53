-- How a run ended, and when the next one is due.
INSERT INTO report_run (schedule, report, started_at, ended_at, state, sent_to, bytes, message)
VALUES (:name, :report, :started, :now, :state, :sent, :bytes, :message);
UPDATE report_schedule SET next_at = :next, tries = :tries WHERE name = :name;
