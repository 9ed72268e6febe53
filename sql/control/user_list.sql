SELECT u.name, u.roles, (SELECT group_concat(value, ',') FROM json_each(u.stores)), u.password IS NOT NULL, u.is_on, u.created_at,
       u.created_by, u.signed_in_at,
       (SELECT count(*) FROM pass AS p WHERE p.user_id = u.user_id AND p.kind = 'session' AND p.expires_at > :now)
FROM user AS u
WHERE :name IS NULL OR u.name = :name
ORDER BY u.name;
