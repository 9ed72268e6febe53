-- Which earlier imports this one met: they cannot be undone while it stays.
INSERT INTO import_link
SELECT $import, old_import, count(DISTINCT record_no) FILTER (WHERE same), count(DISTINCT old_row) FILTER (WHERE NOT same)
FROM fate
GROUP BY old_import;
