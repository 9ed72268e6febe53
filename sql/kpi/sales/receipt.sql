-- operation: sales.receipt
-- summary:   One receipt, line by line
-- details:   Voided lines are shown as such; they count in no figure. The customer is not shown.
-- roles:     analyst management
-- scope:     stores
-- uses:      filters
-- param:     receipt text required positional "number of the receipt, as 'sales receipts' gives it"
-- column:    line_no text "number of the line"
-- column:    kind text "sale, return or void"
-- column:    store store "where"
-- column:    sold_at time "when"
-- column:    product product "what"
-- column:    name text "its description"
-- column:    category text "its category"
-- column:    quantity decimal "units; below zero when returned"
-- column:    currency text "currency of the amounts"
-- column:    gross_sales money "before discounts"
-- column:    discount money "given on the line"
-- column:    tax money "in the price"
-- column:    net_sales money "after discounts, tax excluded"
-- column:    payment_method text "how it was paid"
-- column:    file text "the file it came in"
-- example:   retailinsight sales receipt 7750234088657935081
SELECT CAST(line.line_no AS VARCHAR) AS line_no,
       line.kind,
       store.code AS store,
       line.sold_at,
       product.sku AS product,
       product.name AS name,
       coalesce(product.category, line.category) AS category,
       line.quantity,
       line.currency,
       line.gross_minor AS gross_sales,
       line.discount_minor AS discount,
       line.tax_minor AS tax,
       line.net_minor AS net_sales,
       line.payment_method,
       regexp_extract(import.file_name, '[^/]*$') AS file
FROM sale_line AS line
LEFT JOIN store ON store.store_id = line.store_id
LEFT JOIN product ON product.product_id = line.product_id
LEFT JOIN import ON import.import_id = line.import_id
WHERE line.receipt_key = (SELECT TRY_CAST(CASE WHEN number >= 9223372036854775808 THEN number - 18446744073709551616 ELSE number END AS BIGINT)
                          FROM (SELECT TRY_CAST($receipt AS HUGEINT) AS number))
  AND ($stores IS NULL OR line.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
  AND ($products IS NULL OR line.product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
  AND ($currency IS NULL OR line.currency = $currency)
  AND (len(CAST($where_pairs AS VARCHAR[])) = 0
       OR list_bool_and(list_transform(
              list_zip(CAST($where_paths AS VARCHAR[]), json_extract_string(line.attributes, CAST($where_paths AS VARCHAR[]))),
              lambda pair: list_contains(CAST($where_pairs AS VARCHAR[]), pair[1] || '=' || pair[2]))))
ORDER BY line.line_no, line.row_key
