-- Messages, the latest first.
SELECT message_id, m.recipient, r.channel, r.address, m.alerts, m.subject, m.state, m.attempts, m.next_at, m.last_error, m.created_at,
       m.sent_at
FROM message m JOIN recipient r ON r.name = m.recipient
WHERE (:states IS NULL OR m.state IN (SELECT value FROM json_each(:states)))
  AND (:recipients IS NULL OR m.recipient IN (SELECT value FROM json_each(:recipients)))
ORDER BY m.created_at DESC, m.message_id
LIMIT CASE WHEN :limit > 0 THEN :limit ELSE -1 END;
