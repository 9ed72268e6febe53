-- view: holiday
-- public: yes
-- Days that are not like others: one row a region (missing: everywhere), day, kind and name.
CREATE OR REPLACE VIEW holiday AS
SELECT region, day, name, kind, moved, source, attributes, import_id
FROM holiday_record
WHERE superseded_by IS NULL;
