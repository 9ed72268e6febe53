-- view: fx_rate
-- public: yes
-- Exchange rates: what one unit of base was worth in quote on a day.
CREATE OR REPLACE VIEW fx_rate AS
SELECT base, quote, day, rate, source, attributes, import_id
FROM fx_rate_record
WHERE superseded_by IS NULL;
