-- What price advice knows of each product that sold in the 13 weeks before $to: words, cost, tax, stock over all chosen stores, what
-- its attributes say of competitors and packs. Money in major units.
WITH
-- part: selected_line,
lately AS (
    SELECT product_id, CAST(sum(coalesce(tax_minor, 0)) AS DOUBLE) / nullif(CAST(sum(s.net_minor) AS DOUBLE), 0) AS tax,
           any_value(coalesce(digits, 2)) AS digits
    FROM selected_line AS s
    LEFT JOIN currency ON currency.code = s.currency
    WHERE kind = 'sale' AND business_date < $to AND business_date >= CAST($to AS DATE) - 91 AND product_id IS NOT NULL
      AND ($currency IS NULL OR s.currency = $currency)
    GROUP BY product_id
), stock AS (
    SELECT product_id, sum(on_hand) AS on_hand, sum(coalesce(on_order, 0)) AS on_order
    FROM (
        SELECT *, row_number() OVER (PARTITION BY store_id, product_id ORDER BY counted_at DESC, import_id DESC, record_no DESC) AS place
        FROM stock_level
        WHERE ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
    )
    WHERE place = 1
    GROUP BY product_id
)
SELECT product.sku AS product,
       coalesce(product.name, product.sku) AS name,
       coalesce(product.brand, '') AS brand,
       CAST(product.unit_cost AS DOUBLE) AS cost,
       coalesce(lately.tax, 0) AS tax,
       CAST(stock.on_hand AS DOUBLE) AS on_hand,
       CAST(stock.on_order AS DOUBLE) AS on_order,
       TRY_CAST(json_extract_string(product.attributes, '$.competitor_price') AS DOUBLE) AS competitor,
       TRY_CAST(json_extract_string(product.attributes, '$.size') AS DOUBLE) AS size,
       json_extract_string(product.attributes, '$.line') AS line,
       lately.digits,
       coalesce(product.subcategory, product.category, '') AS kin
FROM lately
JOIN product USING (product_id)
LEFT JOIN stock USING (product_id)
ORDER BY product
