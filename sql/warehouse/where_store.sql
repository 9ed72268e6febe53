-- Stores that have a value under $name: their columns, or an attribute ($path).
SELECT store_id, value
FROM (SELECT store_id,
             coalesce(CASE lower($name) WHEN 'name' THEN name WHEN 'city' THEN city WHEN 'region' THEN region END,
                      json_extract_string(attributes, $path)) AS value
      FROM store)
WHERE value IS NOT NULL
