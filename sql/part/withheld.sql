-- Which rows of `peopled` (slot, currency, key, customers, customers_before) say something about fewer than ten people: where the
-- attribute ($attribute; $attribute_path in JSON) is one of customers, groups of 1 to 9 of them, and the next smallest one of the slot
-- too where a single one could be told from the rest.
withheld AS (
    SELECT slot, currency, key, true AS is_withheld
    FROM (SELECT *,
                 count(*) FILTER (WHERE small) OVER (PARTITION BY slot, currency) AS smalls,
                 row_number() OVER (PARTITION BY slot, currency ORDER BY small, customers = 0, customers, key) AS place
          FROM (SELECT *, customers BETWEEN 1 AND 9 OR customers_before BETWEEN 1 AND 9 AS small FROM peopled))
    WHERE (small OR (smalls = 1 AND place = 1 AND customers > 0))
      AND (lower($attribute) = 'gender'
           OR ($attribute_path IS NOT NULL
               AND EXISTS (SELECT 1 FROM customer WHERE json_extract_string(attributes, $attribute_path) IS NOT NULL)))
)
