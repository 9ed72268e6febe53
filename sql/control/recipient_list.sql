-- Recipients by name, each limit of stores and categories as one text.
SELECT name, channel, address, severity, time_zone, quiet_from, quiet_to, urgent, digest, digest_at, allow_private, secret, is_on, why_off,
       created_at,
       (SELECT group_concat(value, ',') FROM (SELECT value FROM recipient_limit WHERE recipient = name AND kind = 'store' ORDER BY value)),
       (SELECT group_concat(value, ',') FROM (SELECT value FROM recipient_limit WHERE recipient = name AND kind = 'category' ORDER BY value))
FROM recipient
WHERE :name IS NULL OR name = :name
ORDER BY name;
