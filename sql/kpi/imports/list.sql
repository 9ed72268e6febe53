-- operation: imports.list
-- summary:   Every import, the latest first, with its ledger
-- details:   offered = accepted + duplicates + quarantined, accepted = inserted + replaced, in physical records of the file.
-- roles:     all
-- uses:      limit=0
-- column:    import_id integer "number of the import"
-- column:    file text "name of the file"
-- column:    kind text "what it holds"
-- column:    offered integer "physical records in the file"
-- column:    accepted integer "records taken in: inserted + replaced"
-- column:    inserted integer "records that were new"
-- column:    replaced integer "records that replaced earlier ones"
-- column:    duplicates integer "records already there"
-- column:    quarantined integer "records that could not be read"
-- column:    started_at time "when it began"
-- column:    state text "done or undone"
-- example:   retailinsight imports list
SELECT import_id, file_name AS file, kind, offered, accepted, inserted, replaced, duplicates, quarantined, started_at, state
FROM import
ORDER BY import_id DESC
LIMIT CASE WHEN $limit > 0 THEN $limit END
