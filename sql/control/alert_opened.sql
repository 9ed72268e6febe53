-- The alerts that the last settling opened, worst first.
SELECT alert_id, rule, store, product, category, severity, state, message, value, threshold, on_hand, on_order, cover_days,
       stake_minor, opened_at, changed_at, snoozed_until, cleared_at, NULL AS author, NULL AS note
FROM alert WHERE alert_id IN (SELECT alert_id FROM temp.opened)
ORDER BY severity DESC, stake_minor DESC, alert_id
LIMIT :limit;
