-- A recipient is made, or said anew; its secret stays unless another one comes.
INSERT INTO recipient (name, channel, address, severity, time_zone, quiet_from, quiet_to, urgent, digest, digest_at, allow_private, secret,
                       is_on, why_off, created_at)
VALUES (:name, :channel, :address, :severity, :zone, :quiet_from, :quiet_to, :urgent, :digest, :digest_at, :allow_private, :secret, :is_on,
        :why_off, :now)
ON CONFLICT (name) DO UPDATE
SET channel = excluded.channel, address = excluded.address, severity = excluded.severity, time_zone = excluded.time_zone,
    quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, urgent = excluded.urgent, digest = excluded.digest,
    digest_at = excluded.digest_at, allow_private = excluded.allow_private, secret = coalesce(excluded.secret, secret),
    is_on = excluded.is_on, why_off = excluded.why_off;
DELETE FROM recipient_limit WHERE recipient = :name;
INSERT INTO recipient_limit SELECT DISTINCT :name, 'store', value FROM json_each(:stores);
INSERT INTO recipient_limit SELECT DISTINCT :name, 'category', value FROM json_each(:categories);
