-- view: footfall
-- public: yes
-- People counted: one row a store, door and interval. business_date is the store's own trading day.
CREATE OR REPLACE VIEW footfall AS
SELECT f.store_id, s.code AS store, f.door, f.interval_start_at, f.minutes, f.business_date, f.counted_in, f.counted_out,
       f.source, f.attributes, f.import_id
FROM footfall_record f
LEFT JOIN store_identity s ON s.store_id = f.store_id
WHERE f.superseded_by IS NULL;
