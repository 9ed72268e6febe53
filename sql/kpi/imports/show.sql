-- operation: imports.show
-- summary:   One import in full: file, fingerprint, ledger, times
-- roles:     all
-- param:     id count required positional "number of the import, see 'imports list'"
-- column:    import_id integer "number of the import"
-- column:    file text "name of the file"
-- column:    kind text "what it holds"
-- column:    source text "system the records come from; part of every key"
-- column:    key_mode text "how sale lines are told apart: line, receipt or content"
-- column:    sha256 text "fingerprint of the file's bytes"
-- column:    bytes integer "size of the file, bytes"
-- column:    offered integer "physical records in the file"
-- column:    accepted integer "records taken in: inserted + replaced"
-- column:    inserted integer "records that were new"
-- column:    replaced integer "records that replaced earlier ones"
-- column:    duplicates integer "records already there"
-- column:    quarantined integer "records that could not be read"
-- column:    facts integer "rows written; a wide record makes many"
-- column:    superseded integer "older rows that were replaced"
-- column:    started_at time "when it began"
-- column:    finished_at time "when it was complete"
-- column:    state text "done or undone"
-- column:    undone_at time "when it was taken back"
-- needs:     import
-- example:   retailinsight imports show 1
SELECT import_id, file_name AS file, kind, source, key_mode, sha256, bytes, offered, accepted, inserted, replaced,
       duplicates, quarantined, facts, superseded, started_at, finished_at, state, undone_at
FROM import
WHERE import_id = $id
