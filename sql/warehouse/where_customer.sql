-- Is there a customer with a value under this attribute?
SELECT 1, '' FROM customer_version WHERE json_extract_string(attributes, $path) IS NOT NULL LIMIT 1
