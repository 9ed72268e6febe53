-- A person sets a rule.
INSERT INTO alert_rule (rule, is_on, severity, threshold, author, set_at)
VALUES (:rule, :on, :severity, :threshold, :author, :now)
ON CONFLICT (rule) DO UPDATE SET is_on = excluded.is_on, severity = excluded.severity, threshold = excluded.threshold,
                                 author = excluded.author, set_at = excluded.set_at;
