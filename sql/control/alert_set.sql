-- A person changes the state of an alert.
UPDATE alert SET state = :state, changed_at = :now, snoozed_until = :until WHERE alert_id = :id;
INSERT INTO alert_event (alert_id, at, event, author, note) VALUES (:id, :now, :state, :author, :note);
