-- What a check found becomes alerts: temp.found holds the findings, temp.looked the pairs looked at. Opening an alert and
-- putting it into the outbox are one transaction.
DELETE FROM temp.opened;
INSERT INTO temp.opened (rule, store, product)
SELECT rule, store, product FROM temp.found AS f
WHERE crossed AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.rule = f.rule AND a.store = f.store AND a.product = f.product
                                                      AND a.cleared_at IS NULL);
UPDATE alert SET message = f.message, value = f.value, threshold = f.threshold, on_hand = f.on_hand, on_order = f.on_order,
                 cover_days = f.cover_days, stake_minor = f.stake_minor
FROM temp.found AS f
WHERE alert.cleared_at IS NULL AND f.rule = alert.rule AND f.store = alert.store AND f.product = alert.product;
INSERT INTO temp.cleared (alert_id)
SELECT alert_id FROM alert AS a
WHERE cleared_at IS NULL
  AND (:whole OR EXISTS (SELECT 1 FROM temp.looked l WHERE l.store = a.store AND l.product = a.product))
  AND a.rule IN (SELECT value FROM json_each(:rules))
  AND NOT EXISTS (SELECT 1 FROM temp.found f WHERE f.rule = a.rule AND f.store = a.store AND f.product = a.product);
INSERT INTO alert_event (alert_id, at, event) SELECT alert_id, :now, 'cleared' FROM temp.cleared;
UPDATE alert SET cleared_at = :now, changed_at = CASE WHEN state = 'resolved' THEN changed_at ELSE :now END, state = 'resolved',
                 snoozed_until = NULL
WHERE alert_id IN (SELECT alert_id FROM temp.cleared);
-- Each store counts its alerts for itself, in a million of its own, not by what is at stake, which is worked out at the price of all: a number
-- tells nothing of the others.
INSERT INTO alert (alert_id, rule, store, product, category, severity, state, message, value, threshold, on_hand, on_order, cover_days,
                   stake_minor, opened_at, changed_at)
WITH place AS (
    SELECT o.store, (SELECT max(alert_id) FROM alert a WHERE a.store = o.store AND a.alert_id >= 1000000) AS latest
    FROM (SELECT DISTINCT store FROM temp.opened) o
), base AS (
    SELECT store, coalesce(latest, 1000000 * ((SELECT coalesce(max(alert_id), 0) FROM alert) / 1000000 +
                                              row_number() OVER (PARTITION BY latest IS NULL ORDER BY store))) AS latest
    FROM place
)
SELECT b.latest + row_number() OVER (PARTITION BY f.store ORDER BY f.severity DESC, f.product, f.rule),
       f.rule, f.store, f.product, f.category, f.severity, 'open', f.message, f.value, f.threshold, f.on_hand, f.on_order,
       f.cover_days, f.stake_minor, :now, :now
FROM temp.found f JOIN temp.opened o USING (rule, store, product) JOIN base b ON b.store = f.store
ORDER BY f.severity DESC, f.stake_minor DESC, f.store, f.product, f.rule;
UPDATE temp.opened AS o
SET alert_id = (SELECT a.alert_id FROM alert a WHERE a.rule = o.rule AND a.store = o.store AND a.product = o.product
                                                 AND a.cleared_at IS NULL);
INSERT INTO alert_event (alert_id, at, event) SELECT alert_id, :now, 'opened' FROM temp.opened ORDER BY alert_id;
INSERT INTO outbox (alert_id, recipient, occasion, created_at)
SELECT a.alert_id, r.name, 'opened', :now
FROM temp.opened o JOIN alert a ON a.alert_id = o.alert_id JOIN recipient r ON r.is_on AND a.severity >= r.severity
WHERE (NOT EXISTS (SELECT 1 FROM recipient_limit WHERE recipient = r.name AND kind = 'store')
       OR EXISTS (SELECT 1 FROM recipient_limit WHERE recipient = r.name AND kind = 'store' AND value = a.store))
  AND (NOT EXISTS (SELECT 1 FROM recipient_limit WHERE recipient = r.name AND kind = 'category')
       OR EXISTS (SELECT 1 FROM recipient_limit WHERE recipient = r.name AND kind = 'category' AND value = a.category));
