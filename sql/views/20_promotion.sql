-- view: promotion
-- public: yes
-- Promotions: one row a promotion, product (missing: all of the category, or of the shop) and store (missing: all).
-- Days are inclusive; price in major currency units.
CREATE OR REPLACE VIEW promotion AS
SELECT r.promotion, r.name, r.starts_on, r.ends_on, r.mechanics, r.discount_percent, r.price, r.currency, r.category,
       r.product_id, p.sku AS product, r.store_id, s.code AS store, r.source, r.attributes, r.import_id
FROM promotion_record r
LEFT JOIN product_identity p ON p.product_id = r.product_id
LEFT JOIN store_identity s ON s.store_id = r.store_id
WHERE r.superseded_by IS NULL;
