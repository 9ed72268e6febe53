-- All ledger rows in order, with their text as it is chained (as in ledger_text).
SELECT import_id, state = 'undone', offered, accepted, inserted, replaced, duplicates, quarantined, facts, totals, chain,
       concat_ws('|', import_id, kind, source, file_name, coalesce(key_mode, ''), sha256, bytes, offered, accepted, inserted, replaced,
                 duplicates, quarantined, facts, superseded, epoch_us(started_at), epoch_us(finished_at), totals)
FROM import
ORDER BY import_id
