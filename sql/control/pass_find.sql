SELECT p.kind, p.label, coalesce(u.name, p.name), p.user_id, coalesce(u.roles, p.roles), CASE WHEN u.user_id IS NULL THEN p.stores ELSE u.stores END,
       p.expires_at, p.seen_at
FROM pass AS p
LEFT JOIN user AS u USING (user_id)
WHERE p.hash = :hash AND p.expires_at > :now AND coalesce(p.uses, 1) > 0 AND coalesce(u.is_on, 1) = 1
  AND EXISTS (SELECT 1 FROM json_each(:kinds) WHERE value = p.kind);
