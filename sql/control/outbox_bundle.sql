-- What waited for a recipient goes into one message.
INSERT INTO message (message_id, recipient, alerts, subject, body, state, attempts, next_at, created_at)
VALUES (:message, :recipient, :alerts, :subject, :body, 'waiting', 0, :now, :now);
UPDATE outbox SET message_id = :message
WHERE recipient = :recipient AND message_id IS NULL AND created_at <= :until
  AND (SELECT severity FROM alert a WHERE a.alert_id = outbox.alert_id) >= :severity;
