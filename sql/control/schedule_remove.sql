-- Its history stays.
DELETE FROM report_schedule WHERE name = :name;
