UPDATE user
SET roles = coalesce(:roles, roles),
    stores = CASE WHEN :set_stores THEN :stores ELSE stores END,
    is_on = coalesce(:on, is_on),
    password = coalesce(:password, password)
WHERE name = :name;
