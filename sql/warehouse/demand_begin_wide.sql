-- What becomes of the records of a wide file that meet a series of the same name.
CREATE TEMP TABLE fate (record_no BIGINT, old_row BIGINT, old_import BIGINT, same BOOLEAN, series_id VARCHAR);
