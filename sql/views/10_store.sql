-- view: store
-- public: yes
-- One row a shop: what the latest imports said of it, column by column; described = false: seen in sales only.
CREATE OR REPLACE VIEW store AS
SELECT i.store_id, i.code, v.name, v.region, v.city, v.currency, v.time_zone, v.day_cutoff, v.opened_on, v.closed_on,
       v.area_m2, v.attributes, coalesce(v.described, false) AS described
FROM store_identity i
LEFT JOIN (
    SELECT store_id,
           arg_max(name, (described, import_id, record_no)) AS name,
           arg_max(region, (described, import_id, record_no)) AS region,
           arg_max(city, (described, import_id, record_no)) AS city,
           arg_max(currency, (described, import_id, record_no)) AS currency,
           arg_max(time_zone, (described, import_id, record_no)) AS time_zone,
           arg_max(day_cutoff, (described, import_id, record_no)) AS day_cutoff,
           arg_max(opened_on, (described, import_id, record_no)) AS opened_on,
           arg_max(closed_on, (described, import_id, record_no)) AS closed_on,
           arg_max(area_m2, (described, import_id, record_no)) AS area_m2,
           arg_max(attributes, (described, import_id, record_no)) AS attributes,
           bool_or(described) AS described
    FROM store_version
    GROUP BY store_id
) v ON v.store_id = i.store_id;
