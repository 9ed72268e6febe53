-- Adds what is new.
INSERT INTO stock_level SELECT * FROM stage WHERE record_no NOT IN (SELECT record_no FROM fate WHERE same);
