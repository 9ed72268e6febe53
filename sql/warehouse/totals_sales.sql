-- Control totals of the lines of one import ($import), or of every import when it is missing.
SELECT import_id, count(*) AS facts,
       concat_ws(' ', count(*), sum(row_key::HUGEINT), sum(receipt_key::HUGEINT), sum(store_id), sum(product_id),
                 sum(customer_id), sum(line_no), sum(epoch_us(sold_at)::HUGEINT), sum((business_date - DATE '1970-01-01')::BIGINT),
                 sum(quantity), sum(unit_price), sum(gross_minor), sum(discount_minor), sum(tax_minor), sum(net_minor),
                 sum(cost_minor), sum(record_no), sum(strlen(kind)), sum(strlen(currency)), sum(strlen(register)),
                 sum(strlen(transaction_no)), sum(strlen(category)), sum(strlen(payment_method)), sum(strlen(origin)),
                 sum(strlen(attributes))) AS totals, count(*) AS records
FROM (
    SELECT * FROM sale_line WHERE $import IS NULL OR import_id = $import
    UNION ALL
    SELECT * EXCLUDE (superseded_by) FROM sale_line_superseded WHERE $import IS NULL OR import_id = $import
)
GROUP BY import_id
