SELECT campaign_id, name, channel, created_at, starts_on, ends_on, rest_days, control_share, seed, contacted, control, score,
       chosen, cancelled_at,
       (SELECT count(*) FROM campaign_member AS m WHERE m.campaign_id = campaign.campaign_id) AS remaining
FROM campaign
WHERE :name IS NULL OR name = :name
ORDER BY campaign_id DESC;
