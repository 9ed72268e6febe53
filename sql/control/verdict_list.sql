-- What people said, newest first; with a scope only of its stores: what is of several is not told to who may not see them all.
SELECT verdict_id, pattern, event, store, message, daily_minor, author, note, set_at, undone_at
FROM anomaly_verdict
WHERE :scope IS NULL OR store IN (SELECT value FROM json_each(:scope))
ORDER BY verdict_id DESC;
