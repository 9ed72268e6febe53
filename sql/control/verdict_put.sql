INSERT INTO anomaly_verdict (pattern, event, store, message, daily_minor, author, note, set_at)
VALUES (:pattern, :event, :store, :message, :daily, :author, :note, :now)
RETURNING verdict_id;
