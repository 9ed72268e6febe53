-- Is there a receipt line with a value under this attribute?
SELECT 1, '' FROM sale_line WHERE json_extract_string(attributes, $path) IS NOT NULL LIMIT 1
