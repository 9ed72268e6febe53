DELETE FROM attempt WHERE last_at < :forget;
INSERT INTO attempt VALUES (:account, 1, :now) ON CONFLICT (subject) DO UPDATE SET failed = failed + 1, last_at = :now;
INSERT INTO attempt VALUES (:address, 1, :now) ON CONFLICT (subject) DO UPDATE SET failed = failed + 1, last_at = :now;
