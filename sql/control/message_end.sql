-- How a try ended.
UPDATE message
SET state = :state, last_error = :error, next_at = coalesce(:next, next_at), sent_at = CASE WHEN :state = 'sent' THEN :now END
WHERE message_id = :message AND state = 'sending';
