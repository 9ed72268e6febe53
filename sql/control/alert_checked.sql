-- How far the data were checked.
SELECT data_version FROM alert_check;
