-- operation: imports.rejects
-- summary:   The records of an import that could not be read: where, which rule, why, the raw text
-- roles:     all
-- param:     id count required positional "number of the import, see 'imports list'"
-- uses:      limit=0
-- column:    record integer "physical record of the file, the first after the header is 1"
-- column:    byte_offset integer "where it begins in the decompressed file, bytes"
-- column:    rule text "rule it broke"
-- column:    message text "what, where and the value"
-- column:    raw text "its bytes; those that are no printable ASCII as \xNN"
-- needs:     import
-- example:   retailinsight imports rejects 1
SELECT record_no AS record, byte_offset, rule, message, CAST(raw AS VARCHAR) AS raw
FROM quarantine
WHERE import_id = $id
ORDER BY record_no
LIMIT CASE WHEN $limit > 0 THEN $limit END
