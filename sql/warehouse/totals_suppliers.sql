-- Control totals of what one import ($import) said about suppliers, or of every import when it is missing.
SELECT import_id, count(*) AS facts,
       concat_ws(' ', count(*), sum(supplier_id), sum(strlen(name)), sum(lead_time_days), sum(review_days), sum(strlen(order_days)), sum(minimum_order_minor), sum(strlen(attributes)), sum(record_no)) AS totals,
       count(*) AS records
FROM supplier_version
WHERE described AND ($import IS NULL OR import_id = $import)
GROUP BY import_id
