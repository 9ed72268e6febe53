-- view: purchase_order_line
-- public: yes
-- Lines of orders to suppliers; drafts, which nobody has sent, are none. A line is on its way while received_on is missing and it is
-- not cancelled.
CREATE OR REPLACE VIEW purchase_order_line AS
SELECT r.source, r.order_no, r.line_no, r.store_id, s.code AS store, r.product_id, p.sku AS product, r.supplier_id,
       u.code AS supplier, r.ordered_at, r.expected_on, r.received_on, r.quantity, r.received, r.unit_cost, r.currency,
       r.status, r.attributes, r.import_id
FROM purchase_order_record r
LEFT JOIN store_identity s ON s.store_id = r.store_id
LEFT JOIN product_identity p ON p.product_id = r.product_id
LEFT JOIN supplier_identity u ON u.supplier_id = r.supplier_id
WHERE r.superseded_by IS NULL AND r.status IS DISTINCT FROM 'draft';
