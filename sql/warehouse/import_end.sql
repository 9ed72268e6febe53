-- Helpers of an import are no longer needed.
DROP TABLE IF EXISTS temp.stage;
DROP TABLE IF EXISTS temp.fate;
DROP TABLE IF EXISTS temp.revised;
DROP TABLE IF EXISTS temp.met;
DROP TABLE IF EXISTS temp.changed;
DROP TABLE IF EXISTS temp.landed;
