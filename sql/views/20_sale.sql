-- view: sale
-- public: yes
-- One row a line of a receipt with its shop and product, all that the figures need. Amounts are in minor units of the
-- line's currency, `currency_digits` of them after the point. kind: sale, return (quantities and amounts negative), void.
CREATE OR REPLACE VIEW sale AS
SELECT l.receipt_key, l.source, l.register, l.transaction_no, l.line_no, l.sold_at, l.business_date, l.kind,
       l.quantity, l.unit_price, l.gross_minor, l.discount_minor, l.tax_minor, l.net_minor, l.cost_minor,
       l.currency, coalesce(c.digits, 2) AS currency_digits, l.payment_method, l.origin, l.attributes, l.import_id,
       l.store_id, s.code AS store, s.name AS store_name, s.region, s.city,
       l.product_id, p.sku AS product, p.name AS product_name, p.department,
       coalesce(p.category, l.category) AS category, p.subcategory, p.brand, p.supplier_id,
       l.customer_id, k.pseudonym AS customer
FROM sale_line l
LEFT JOIN store s ON s.store_id = l.store_id
LEFT JOIN product p ON p.product_id = l.product_id
LEFT JOIN customer_identity k ON k.customer_id = l.customer_id
LEFT JOIN currency c ON c.code = l.currency;
