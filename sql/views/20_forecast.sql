-- view: forecast
-- public: yes
-- Forecasts made elsewhere: one row a source, series (or product and store), day it was made on and day. quantiles: a JSON object of
-- columns q0.1 and so on, units.
CREATE OR REPLACE VIEW forecast AS
SELECT r.source, r.series_id, r.product_id, p.sku AS product, r.store_id, s.code AS store, r.made_on, r.day, r.mean,
       r.attributes AS quantiles, r.import_id
FROM forecast_record r
LEFT JOIN product_identity p ON p.product_id = r.product_id
LEFT JOIN store_identity s ON s.store_id = r.store_id
WHERE r.superseded_by IS NULL;
