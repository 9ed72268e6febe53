-- Days that are not like others by region (missing: everywhere); on one day the national one first, then by name.
SELECT region, day, name, kind
FROM holiday
ORDER BY day, region NULLS FIRST, name
