-- Does a line come more than once in this import?
SELECT count(*) FROM (SELECT 1 FROM sale_line WHERE import_id = $import GROUP BY row_key, line_no HAVING count(*) > 1 LIMIT 1)
