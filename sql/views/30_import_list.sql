-- view: import_list
-- public: yes
-- The ledger of imports, the latest first.
CREATE OR REPLACE VIEW import_list AS
SELECT import_id, kind, source, file_name, key_mode, state, offered, accepted, inserted, replaced, duplicates, quarantined,
       facts, superseded, bytes, sha256, started_at, finished_at, undone_at
FROM import
ORDER BY import_id DESC;
