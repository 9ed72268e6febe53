-- view: demand
-- public: yes, also demand_history
-- Aggregated sales as they were imported: one row a series and day, units.
CREATE OR REPLACE VIEW demand AS
SELECT series_id, day, units, censored, import_id FROM demand_history;
