-- Only the first of equal lines stays.
DELETE FROM stage WHERE line_no > 1;
