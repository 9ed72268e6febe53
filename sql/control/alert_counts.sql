-- How many alerts there are to look after, by severity.
SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'open' AND severity = 3),
       count(*) FILTER (WHERE state = 'open' AND severity = 2), count(*) FILTER (WHERE state IN ('acknowledged', 'snoozed'))
FROM alert WHERE cleared_at IS NULL;
