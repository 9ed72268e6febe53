-- view: plan
-- public: yes
-- What should be reached: one row a version, store (missing: all), category (missing: all) and period. Amounts in minor
-- units of the currency, `currency_digits` of them after the point.
CREATE OR REPLACE VIEW plan AS
SELECT r.version, r.store_id, s.code AS store, r.category, r.first_day, r.last_day, r.revenue_minor, r.units, r.margin_minor,
       r.currency, coalesce(c.digits, 2) AS currency_digits, r.source, r.attributes, r.import_id
FROM plan_record r
LEFT JOIN store_identity s ON s.store_id = r.store_id
LEFT JOIN currency c ON c.code = r.currency
WHERE r.superseded_by IS NULL;
