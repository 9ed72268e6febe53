SELECT audit_id, at, who, action, pseudonym, details, outcome
FROM audit
WHERE (:pseudonym IS NULL OR pseudonym = :pseudonym) AND (:who IS NULL OR who = :who) AND (:action IS NULL OR action = :action)
  AND (:before IS NULL OR audit_id < :before)
ORDER BY audit_id DESC
LIMIT :limit;
