-- view: stock_now
-- public: yes
-- The latest known stock of each product in each shop, units.
CREATE OR REPLACE VIEW stock_now AS
SELECT l.store_id, s.code AS store, l.product_id, p.sku AS product, l.counted_at, l.on_hand, l.on_order, l.reserved,
       l.source, l.attributes, l.import_id
FROM (
    SELECT *, row_number() OVER (PARTITION BY store_id, product_id
                                 ORDER BY counted_at DESC, import_id DESC, record_no DESC) AS place
    FROM stock_level
) l
LEFT JOIN store_identity s ON s.store_id = l.store_id
LEFT JOIN product_identity p ON p.product_id = l.product_id
WHERE l.place = 1;
