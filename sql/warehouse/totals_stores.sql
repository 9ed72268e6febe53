-- Control totals of what one import ($import) said about stores, or of every import when it is missing.
SELECT import_id, count(*) AS facts,
       concat_ws(' ', count(*), sum(store_id), sum(strlen(name)), sum(strlen(region)), sum(strlen(city)), sum(strlen(currency)), sum(strlen(time_zone)), sum(day_cutoff), sum((opened_on - DATE '1970-01-01')::BIGINT), sum((closed_on - DATE '1970-01-01')::BIGINT), sum(area_m2), sum(strlen(attributes)), sum(record_no)) AS totals,
       count(*) AS records
FROM store_version
WHERE described AND ($import IS NULL OR import_id = $import)
GROUP BY import_id
