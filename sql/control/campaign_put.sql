INSERT INTO campaign (name, channel, created_at, starts_on, ends_on, rest_days, control_share, seed, contacted, control,
                      score, chosen)
VALUES (:name, :channel, :now, :starts_on, :ends_on, :rest_days, :control_share, :seed, :contacted, :control, :score, :chosen)
RETURNING campaign_id;
