-- What can be asked for by attribute.
SELECT DISTINCT 0, name
FROM (SELECT unnest(json_keys(attributes)) AS name FROM store_version WHERE attributes IS NOT NULL
      UNION ALL SELECT unnest(json_keys(attributes)) FROM product_version WHERE attributes IS NOT NULL
      UNION ALL SELECT unnest(json_keys(attributes)) FROM (SELECT DISTINCT attributes FROM sale_line WHERE attributes IS NOT NULL)
      UNION ALL SELECT unnest(['city', 'region', 'brand', 'department', 'category', 'subcategory', 'status', 'supplier']))
ORDER BY name
