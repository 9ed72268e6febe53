-- Snoozes that are over: the alert is open again, and who is told of such alerts is told once more.
CREATE TEMP TABLE IF NOT EXISTS woken (alert_id INTEGER NOT NULL);
DELETE FROM temp.woken;
INSERT INTO temp.woken SELECT alert_id FROM alert WHERE state = 'snoozed' AND snoozed_until <= :now AND cleared_at IS NULL;
UPDATE alert SET state = 'open', changed_at = :now, snoozed_until = NULL WHERE alert_id IN (SELECT alert_id FROM temp.woken);
INSERT INTO alert_event (alert_id, at, event) SELECT alert_id, :now, 'woken' FROM temp.woken;
INSERT INTO outbox (alert_id, recipient, occasion, created_at)
SELECT DISTINCT w.alert_id, o.recipient, 'woken', :now
FROM temp.woken w JOIN outbox o ON o.alert_id = w.alert_id JOIN recipient r ON r.name = o.recipient AND r.is_on;
