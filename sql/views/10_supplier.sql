-- view: supplier
-- public: yes
-- One row a supplier: what the latest imports said of it, column by column.
CREATE OR REPLACE VIEW supplier AS
SELECT i.supplier_id, i.code, v.name, v.lead_time_days, v.review_days, v.order_days, v.minimum_order_minor, v.attributes,
       coalesce(v.described, false) AS described
FROM supplier_identity i
LEFT JOIN (
    SELECT supplier_id,
           arg_max(name, (import_id, record_no)) AS name,
           arg_max(lead_time_days, (import_id, record_no)) AS lead_time_days,
           arg_max(review_days, (import_id, record_no)) AS review_days,
           arg_max(order_days, (import_id, record_no)) AS order_days,
           arg_max(minimum_order_minor, (import_id, record_no)) AS minimum_order_minor,
           arg_max(attributes, (import_id, record_no)) AS attributes,
           bool_or(described) AS described
    FROM supplier_version
    GROUP BY supplier_id
) v ON v.supplier_id = i.supplier_id;
