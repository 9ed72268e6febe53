-- Members of the new list that rest for another one.
SELECT count(*)
FROM campaign AS c
JOIN campaign_member AS m ON m.campaign_id = c.campaign_id
JOIN campaign_member AS n ON n.campaign_id = :campaign AND n.pseudonym = m.pseudonym
WHERE c.cancelled_at IS NULL AND c.campaign_id <> :campaign
  AND abs(c.starts_on - :starts_on) < max(c.rest_days, :rest_days);
