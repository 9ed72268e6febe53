-- Words that describe a store, as a JSON object.
SELECT code AS store, CAST(json_object('region', region, 'city', city) AS VARCHAR) AS attributes
FROM store
WHERE described
ORDER BY code
