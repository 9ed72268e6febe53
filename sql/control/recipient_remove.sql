-- A recipient goes, with its limits, what waits for it and its messages.
DELETE FROM recipient WHERE name = :name;
