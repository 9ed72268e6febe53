-- A recipient that does not want messages any more.
UPDATE recipient SET is_on = 0, why_off = :why WHERE name = :name;
