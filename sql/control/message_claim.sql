-- The next message that is due, taken; one that was taken and never ended (the program was killed) is due again after a while.
UPDATE message SET state = 'sending', attempts = attempts + 1, next_at = :now + :patience
WHERE message_id = (SELECT m.message_id FROM message m JOIN recipient r ON r.name = m.recipient AND r.is_on
                    WHERE m.state IN ('waiting', 'sending') AND m.next_at <= :now
                    ORDER BY m.next_at, m.created_at LIMIT 1)
RETURNING message_id, recipient, subject, body, attempts, created_at;
