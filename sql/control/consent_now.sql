-- Who consents to a channel now: the latest statement says so.
SELECT pseudonym
FROM consent AS c
WHERE channel = :channel AND granted
  AND NOT EXISTS (SELECT 1 FROM consent AS l
                  WHERE l.pseudonym = c.pseudonym AND l.channel = c.channel AND l.set_at > c.set_at)
ORDER BY pseudonym;
