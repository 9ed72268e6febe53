-- Wanted units of products in stores ($products, $stores, $quantities, $expected: lists of one length) as lines of orders: one order a
-- supplier and store, numbered on from those there are. A product that is in a draft of its store already is not drafted again.
WITH wanted AS (
    SELECT unnest(CAST($products AS VARCHAR[])) AS product, unnest(CAST($stores AS VARCHAR[])) AS store,
           CAST(unnest(CAST($quantities AS VARCHAR[])) AS DECIMAL(18, 3)) AS quantity, nullif(unnest(CAST($expected AS VARCHAR[])), '') AS expected_on
), drafted AS (
    SELECT product_id, store_id, min(order_no) AS order_no
    FROM purchase_order_record
    WHERE superseded_by IS NULL AND source = 'retailinsight' AND status = 'draft'
    GROUP BY ALL
), last AS (
    SELECT coalesce(max(CAST(substr(order_no, 4) AS BIGINT)), 0) AS number
    FROM purchase_order_record
    WHERE source = 'retailinsight' AND regexp_full_match(order_no, 'PO-[0-9]{6,12}')
), known AS (
    SELECT wanted.*, product.product_id, shop.store_id, supplier.code AS supplier, product.unit_cost, shop.currency, drafted.order_no AS draft
    FROM wanted
    LEFT JOIN product ON product.sku = wanted.product
    LEFT JOIN store shop ON shop.code = wanted.store
    LEFT JOIN supplier_identity supplier ON supplier.supplier_id = product.supplier_id
    LEFT JOIN drafted ON drafted.product_id = product.product_id AND drafted.store_id = shop.store_id
), numbered AS (
    SELECT *, (SELECT number FROM last) + dense_rank() OVER (PARTITION BY draft IS NULL ORDER BY coalesce(supplier, ''), store) AS number,
           row_number() OVER (PARTITION BY draft IS NULL, supplier, store ORDER BY product) AS line_no
    FROM known
)
SELECT CASE WHEN product_id IS NULL OR store_id IS NULL THEN NULL WHEN draft IS NOT NULL THEN draft
            ELSE 'PO-' || lpad(CAST(number AS VARCHAR), CAST(greatest(6, length(CAST(number AS VARCHAR))) AS INTEGER), '0') END AS order_no,
       CAST(line_no AS BIGINT) AS line_no, store, supplier, product, CAST(quantity AS VARCHAR) AS quantity,
       CAST(unit_cost AS VARCHAR) AS unit_cost, currency, expected_on, draft IS NOT NULL AS drafted,
       product_id IS NOT NULL AS known_product, store_id IS NOT NULL AS known_store
FROM numbered
ORDER BY drafted, order_no, line_no
