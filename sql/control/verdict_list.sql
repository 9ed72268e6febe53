-- What people said, newest first; of stores in scope, and of no single store.
SELECT verdict_id, pattern, event, store, message, daily_minor, author, note, set_at, undone_at
FROM anomaly_verdict
WHERE :scope IS NULL OR store IS NULL OR store IN (SELECT value FROM json_each(:scope))
ORDER BY verdict_id DESC;
