SELECT user_id, name FROM user WHERE name = :name AND is_on = 1;
