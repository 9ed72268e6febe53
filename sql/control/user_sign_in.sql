SELECT user_id, password, name FROM user WHERE name = :name AND is_on = 1 AND password IS NOT NULL;
