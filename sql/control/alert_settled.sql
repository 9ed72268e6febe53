-- Remembers how far the data were checked, where nothing before was left out; counts what the settling did.
UPDATE alert_check SET data_version = :version, checked_at = :now
WHERE (:after < 0 OR data_version >= :after) AND data_version < :version;
SELECT (SELECT count(*) FROM temp.opened), (SELECT count(*) FROM temp.cleared);
