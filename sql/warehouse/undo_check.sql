-- The import to take back, and the latest one that met its rows and still stands.
SELECT kind, state = 'undone',
       coalesce((SELECT max(l.import_id) FROM import_link l JOIN import i ON i.import_id = l.import_id
                 WHERE l.earlier_import_id = $import AND i.state = 'done'), 0)
FROM import
WHERE import_id = $import
