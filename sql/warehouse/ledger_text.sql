-- The ledger row as it is chained: all that never changes.
SELECT concat_ws('|', import_id, kind, source, file_name, coalesce(key_mode, ''), sha256, bytes, offered, accepted, inserted, replaced,
                 duplicates, quarantined, facts, superseded, epoch_us(started_at), epoch_us(finished_at), totals)
FROM import
WHERE import_id = $import
