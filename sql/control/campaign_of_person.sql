SELECT c.campaign_id, c.name, c.channel, c.created_at, c.starts_on, c.ends_on, c.rest_days, c.control_share, c.seed,
       c.contacted, c.control, c.score, c.chosen, c.cancelled_at, 0, m.is_control, m.score
FROM campaign_member AS m
JOIN campaign AS c USING (campaign_id)
WHERE m.pseudonym = :pseudonym
ORDER BY c.campaign_id;
