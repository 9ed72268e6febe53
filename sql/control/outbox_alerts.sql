-- What waits for one recipient, worst first.
SELECT a.alert_id, a.rule, a.store, a.product, a.category, a.severity, a.state, a.message, a.value, a.threshold, a.on_hand, a.on_order,
       a.cover_days, a.stake_minor, a.opened_at, a.changed_at, a.snoozed_until, a.cleared_at, NULL AS author, NULL AS note
FROM alert a
WHERE a.severity >= :severity
  AND a.alert_id IN (SELECT alert_id FROM outbox WHERE recipient = :recipient AND message_id IS NULL AND created_at <= :until)
ORDER BY a.severity DESC, a.stake_minor DESC, a.alert_id;
