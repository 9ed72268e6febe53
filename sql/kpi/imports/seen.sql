-- operation: imports.seen
-- summary:   The imports that took in a file with these bytes
-- details:   The same bytes twice add nothing; this says beforehand that they would not. See 'sha256sum FILE'.
-- roles:     all
-- param:     sha256 text required positional "fingerprint of the file's bytes, hexadecimal"
-- column:    import_id integer "number of the import"
-- column:    file text "name of the file"
-- column:    kind text "what it holds"
-- column:    source text "system the records come from"
-- column:    started_at time "when it began"
-- column:    state text "done or undone"
-- example:   retailinsight imports seen 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
SELECT import_id, file_name AS file, kind, source, started_at, state
FROM import
WHERE sha256 = lower($sha256)
ORDER BY import_id DESC
