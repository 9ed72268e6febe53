DELETE FROM pass
WHERE (:hash IS NULL OR hash = :hash) AND (:label IS NULL OR label = :label)
  AND EXISTS (SELECT 1 FROM json_each(:kinds) WHERE value = pass.kind)
  AND (:name IS NULL OR user_id = (SELECT user_id FROM user WHERE user.name = :name));
