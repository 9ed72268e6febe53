-- Dead letters are tried again, at once.
UPDATE message SET state = 'waiting', attempts = 0, next_at = :now
WHERE state IN ('dead', 'waiting') AND (:message IS NULL OR message_id = :message) AND (:message IS NOT NULL OR state = 'dead');
