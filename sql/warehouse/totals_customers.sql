-- Control totals of what one import ($import) said about customers, or of every import when it is missing.
SELECT import_id, count(*) AS facts,
       concat_ws(' ', count(*), sum(customer_id), sum(strlen(gender)), sum(birth_year), sum(strlen(attributes)), sum(record_no)) AS totals,
       count(*) AS records
FROM customer_version
WHERE described AND ($import IS NULL OR import_id = $import)
GROUP BY import_id
