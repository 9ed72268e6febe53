-- Who may not be on a list that starts on :starts_on: the longer rest of both lists counts.
SELECT DISTINCT m.pseudonym
FROM campaign AS c
JOIN campaign_member AS m ON m.campaign_id = c.campaign_id
WHERE c.cancelled_at IS NULL AND abs(c.starts_on - :starts_on) < max(c.rest_days, :rest_days)
ORDER BY m.pseudonym;
