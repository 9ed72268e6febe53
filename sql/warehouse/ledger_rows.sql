-- All ledger rows in order, with their text as it is chained (as in ledger_text), and their totals since somebody was erased.
SELECT import_id, state = 'undone', offered, accepted, inserted, replaced, duplicates, quarantined, facts, totals, chain,
       concat_ws('|', import_id, kind, source, file_name, coalesce(key_mode, ''), sha256, bytes, offered, accepted, inserted, replaced,
                 duplicates, quarantined, facts, superseded, epoch_us(started_at), epoch_us(finished_at), totals),
       (SELECT max_by(totals, erasure_id) FROM erasure_total e WHERE e.import_id = import.import_id)
FROM import
ORDER BY import_id
