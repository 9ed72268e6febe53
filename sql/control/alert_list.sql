-- Alerts, worst first; every filter that is missing lets all through. Who sees some stores only is not told by the order what is at stake.
SELECT alert_id, rule, store, product, category, severity, state, message, value, threshold, on_hand, on_order, cover_days,
       stake_minor, opened_at, changed_at, snoozed_until, cleared_at,
       (SELECT author FROM alert_event e WHERE e.alert_id = a.alert_id AND author IS NOT NULL ORDER BY rowid DESC LIMIT 1) AS author,
       (SELECT note FROM alert_event e WHERE e.alert_id = a.alert_id AND author IS NOT NULL ORDER BY rowid DESC LIMIT 1) AS note
FROM alert a
WHERE (:id IS NULL OR alert_id = :id)
  AND (:ids IS NULL OR alert_id IN (SELECT value FROM json_each(:ids)))
  AND (:scope IS NULL OR store IN (SELECT value FROM json_each(:scope)))
  AND (:stores IS NULL OR store IN (SELECT value FROM json_each(:stores)))
  AND (:products IS NULL OR product IN (SELECT value FROM json_each(:products)))
  AND (:categories IS NULL OR category IN (SELECT value FROM json_each(:categories)))
  AND (:rules IS NULL OR rule IN (SELECT value FROM json_each(:rules)))
  AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))
  AND (:severity IS NULL OR severity >= :severity)
ORDER BY severity DESC, CASE WHEN :scope IS NULL THEN stake_minor END DESC, opened_at DESC, alert_id
LIMIT CASE WHEN :limit > 0 THEN :limit ELSE -1 END;
