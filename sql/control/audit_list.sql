SELECT audit_id, at, who, action, pseudonym, details
FROM audit
WHERE :pseudonym IS NULL OR pseudonym = :pseudonym
ORDER BY audit_id DESC
LIMIT :limit;
