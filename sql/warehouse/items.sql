-- What became of the records of an import, those first that need somebody's eye; what is not listed was there already.
-- landed: records that made rows (outcome.c).
SELECT record_no, outcome, rule, message
FROM (
    SELECT record_no, 'rejected' AS outcome, rule, message, 0 AS place FROM quarantine WHERE import_id = $import
    UNION ALL
    SELECT record_no, CASE WHEN replaced THEN 'replaced' ELSE 'inserted' END, NULL, NULL, CASE WHEN replaced THEN 1 ELSE 2 END FROM landed
    ORDER BY place, record_no
    LIMIT $most
)
ORDER BY record_no
