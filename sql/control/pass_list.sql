SELECT p.kind, p.label, coalesce(u.name, p.name), coalesce(u.roles, p.roles),
       (SELECT group_concat(value, ',') FROM json_each(CASE WHEN u.user_id IS NULL THEN p.stores ELSE u.stores END)),
       p.uses, p.made_at, p.made_by, p.expires_at, p.seen_at, p.seen_from
FROM pass AS p
LEFT JOIN user AS u USING (user_id)
WHERE p.kind = :kind AND (:label IS NULL OR p.label = :label) AND (:name IS NULL OR coalesce(u.name, p.name) = :name)
  AND (p.kind = 'key' OR p.expires_at > :now)
ORDER BY p.made_at DESC, p.label;
