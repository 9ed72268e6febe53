-- Wanted units of products in stores ($products, $stores, $quantities, $expected: lists of one length) as lines of orders: one order a
-- supplier and store. Each store counts its orders for itself (PO-02-0001): a number tells nobody how many the others have. A product that is in a draft of its store already is not drafted again.
WITH wanted AS (
    SELECT unnest(CAST($products AS VARCHAR[])) AS product, unnest(CAST($stores AS VARCHAR[])) AS store,
           CAST(unnest(CAST($quantities AS VARCHAR[])) AS DECIMAL(18, 3)) AS quantity, nullif(unnest(CAST($expected AS VARCHAR[])), '') AS expected_on
), drafted AS (
    SELECT product_id, store_id, min(order_no) AS order_no
    FROM purchase_order_record
    WHERE superseded_by IS NULL AND source = 'retailinsight' AND status = 'draft'
    GROUP BY ALL
), last AS (
    SELECT store_id, max(CAST(regexp_extract(order_no, '[0-9]+$') AS BIGINT)) AS number
    FROM purchase_order_record
    WHERE source = 'retailinsight' AND regexp_full_match(order_no, 'PO-[0-9]{2,9}-[0-9]{4,9}')
    GROUP BY store_id
), known AS (
    SELECT wanted.*, product.product_id, shop.store_id, supplier.code AS supplier, product.unit_cost, shop.currency, drafted.order_no AS draft
    FROM wanted
    LEFT JOIN product ON product.sku = wanted.product
    LEFT JOIN store shop ON shop.code = wanted.store
    LEFT JOIN supplier_identity supplier ON supplier.supplier_id = product.supplier_id
    LEFT JOIN drafted ON drafted.product_id = product.product_id AND drafted.store_id = shop.store_id
), numbered AS (
    SELECT known.*, CAST(coalesce(last.number, 0) + dense_rank() OVER (PARTITION BY draft IS NULL, store ORDER BY coalesce(supplier, '')) AS VARCHAR) AS number,
           CAST(known.store_id AS VARCHAR) AS place, row_number() OVER (PARTITION BY draft IS NULL, supplier, store ORDER BY product) AS line_no
    FROM known
    LEFT JOIN last ON last.store_id = known.store_id
)
SELECT CASE WHEN product_id IS NULL OR store_id IS NULL THEN NULL WHEN draft IS NOT NULL THEN draft
            ELSE 'PO-' || lpad(place, greatest(2, length(place))::INTEGER, '0') || '-' || lpad(number, greatest(4, length(number))::INTEGER, '0') END AS order_no,
       CAST(line_no AS BIGINT) AS line_no, store, supplier, product, CAST(quantity AS VARCHAR) AS quantity,
       CAST(unit_cost AS VARCHAR) AS unit_cost, currency, expected_on, draft IS NOT NULL AS drafted,
       product_id IS NOT NULL AS known_product, store_id IS NOT NULL AS known_store
FROM numbered
ORDER BY drafted, order_no, line_no
