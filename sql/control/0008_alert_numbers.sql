-- The latest number of a store is looked up for each alert that opens.
CREATE INDEX alert_by_store ON alert (store);
