INSERT INTO price_decision (product, accepted, starts_on, digits, price_minor, new_minor, units, expected_units, units_low, units_high, gain_minor, author, note, set_at)
VALUES (:product, :accepted, :starts, :digits, :price, :new, :units, :expected, :low, :high, :gain, :author, :note, :now)
RETURNING decision_id;
