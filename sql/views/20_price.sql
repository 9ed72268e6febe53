-- view: price
-- public: yes
-- Prices: one row a product, store (missing: all), kind (list, promotion, markdown) and first day. Major currency units.
-- ends_on: the last day as the file said, else the day before the next price of the same product, store and kind.
CREATE OR REPLACE VIEW price AS
SELECT r.product_id, p.sku AS product, r.store_id, s.code AS store, r.kind, r.starts_on,
       coalesce(r.ends_on, CAST(lead(r.starts_on) OVER (PARTITION BY r.product_id, r.store_id, r.kind
                                                        ORDER BY r.starts_on NULLS FIRST) - INTERVAL 1 DAY AS DATE)) AS ends_on,
       r.price, r.currency, r.source, r.attributes, r.import_id
FROM price_record r
LEFT JOIN product_identity p ON p.product_id = r.product_id
LEFT JOIN store_identity s ON s.store_id = r.store_id
WHERE r.superseded_by IS NULL;
