DELETE FROM pass WHERE expires_at < :now AND kind <> 'key';
INSERT INTO pass (hash, kind, label, name, user_id, roles, stores, uses, made_at, made_by, expires_at, seen_from)
VALUES (:hash, :kind, :label, :name, :user, :roles, :stores, :uses, :now, :who, :expires, :from);
