-- Recipients for whom something waits, since when, and whether any of it is critical.
SELECT o.recipient, min(o.created_at), max(a.severity)
FROM outbox o JOIN alert a ON a.alert_id = o.alert_id JOIN recipient r ON r.name = o.recipient AND r.is_on
WHERE o.message_id IS NULL
GROUP BY o.recipient
ORDER BY min(o.created_at), o.recipient;
