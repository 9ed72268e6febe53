-- What ordering knows of each product in each store: the latest stock by $as_of, pack, costs, times, life, status. Times in
-- days. The price is what a unit really brought in the 13 weeks before (net, in one currency, in the stores
-- that the caller may see: $scope), else the list price. A count belongs to $as_of until noon of the morning after, by the clock of the
-- store: shops count before they open; one of the evening after knows a day more.
WITH level AS (
    SELECT stock_level.*, row_number() OVER (PARTITION BY stock_level.store_id, product_id
                                             ORDER BY counted_at DESC, stock_level.import_id DESC, stock_level.record_no DESC) AS place
    FROM stock_level LEFT JOIN store USING (store_id)
    WHERE (CAST($as_of AS DATE) IS NULL OR NOT timed
           OR timezone(coalesce(store.time_zone, $time_zone), timezone('UTC', counted_at)) < CAST($as_of AS DATE) + INTERVAL 36 HOUR)
      AND ($stores IS NULL OR stock_level.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
      AND ($products IS NULL OR product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
), brought AS (
    SELECT product_id, CAST(sum(net_minor) AS DOUBLE) / power(10, any_value(coalesce(digits, 2))) / CAST(sum(quantity) AS DOUBLE) AS price
    FROM sale_line LEFT JOIN currency ON currency.code = sale_line.currency
    WHERE kind = 'sale' AND business_date <= CAST($day AS DATE) AND business_date > CAST($day AS DATE) - 91
      AND ($scope IS NULL OR store_id IN (SELECT store_id FROM store_identity WHERE list_contains(CAST($scope AS VARCHAR[]), code)))
    GROUP BY product_id
    HAVING count(DISTINCT sale_line.currency) = 1 AND sum(quantity) > 0 AND sum(net_minor) > 0
)
SELECT product.sku AS product,
       coalesce(store_identity.code, '(none)') AS store,
       CAST(on_hand AS DOUBLE) AS on_hand,
       CAST(coalesce(on_order, 0) AS DOUBLE) AS on_order,
       CAST(coalesce(reserved, 0) AS DOUBLE) AS reserved,
       CAST(pack_size AS DOUBLE) AS pack,
       CAST(min_order AS DOUBLE) AS minimum,
       CAST(unit_cost AS DOUBLE) AS unit_cost,
       coalesce(brought.price, CAST(list_price AS DOUBLE)) AS unit_price,
       CAST(shelf_life_days AS DOUBLE) AS shelf_life,
       TRY_CAST(coalesce(json_extract_string(level.attributes, '$.shelf_space'),
                         json_extract_string(product.attributes, '$.shelf_space')) AS DOUBLE) AS shelf_space,
       supplier_identity.code AS supplier,
       product.category AS category,
       product.status AS status,
       successor.sku AS successor
FROM level
LEFT JOIN store_identity ON store_identity.store_id = level.store_id
LEFT JOIN product ON product.product_id = level.product_id
LEFT JOIN supplier_identity ON supplier_identity.supplier_id = product.supplier_id
LEFT JOIN product_identity AS successor ON successor.product_id = product.successor_id
LEFT JOIN brought ON brought.product_id = level.product_id
WHERE level.place = 1
