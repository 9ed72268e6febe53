-- Control totals of the levels of one import ($import), or of every import when it is missing.
SELECT import_id, count(*) AS facts,
       concat_ws(' ', count(*), sum(store_id), sum(product_id), sum(epoch_us(counted_at)::HUGEINT), sum(on_hand), sum(on_order),
                 sum(reserved), sum(strlen(attributes)), sum(record_no)) AS totals,
       count(*) AS records
FROM stock_level
WHERE $import IS NULL OR import_id = $import
GROUP BY import_id
