-- Decisions, newest first.
SELECT decision_id, product, accepted, starts_on, digits, price_minor, new_minor, units, expected_units, units_low, units_high, gain_minor, author, note,
       set_at, undone_at
FROM price_decision
ORDER BY decision_id DESC;
