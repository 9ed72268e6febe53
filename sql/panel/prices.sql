-- Prices by product, store (missing: all) and span of days, inclusive; a later row wins over an earlier one: offers over the list, one store
-- over all, newer over older.
SELECT product, store, starts_on, ends_on, CAST(price AS DOUBLE) AS price
FROM price
ORDER BY kind <> 'list', store IS NOT NULL, starts_on NULLS FIRST, product, store, kind
