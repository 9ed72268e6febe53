-- view: customer
-- public: yes
-- One row a customer, under a pseudonym; described = false: seen in sales only.
CREATE OR REPLACE VIEW customer AS
SELECT i.customer_id, i.pseudonym, v.gender, v.birth_year, s.first_seen_on, v.attributes,
       coalesce(v.described, false) AS described
FROM customer_identity i
LEFT JOIN (
    SELECT customer_id,
           arg_max(gender, (import_id, record_no)) AS gender,
           arg_max(birth_year, (import_id, record_no)) AS birth_year,
           arg_max(attributes, (import_id, record_no)) AS attributes,
           bool_or(described) AS described
    FROM customer_version
    GROUP BY customer_id
) v ON v.customer_id = i.customer_id
LEFT JOIN (
    SELECT customer_id, min(business_date) AS first_seen_on FROM sale_line WHERE customer_id IS NOT NULL GROUP BY customer_id
) s ON s.customer_id = i.customer_id;
