-- Which days the comparison takes, in numbers: for notes.
SELECT min(day_before), max(day_before), count(*), count(day_before)
FROM compare_day
WHERE mode = $compare AND calendar = $calendar AND day >= $from AND day < $to AND day <= $as_of
