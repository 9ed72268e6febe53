-- The days of the comparison span, each once.
earlier_day AS (
    SELECT DISTINCT day_before
    FROM compare_day
    WHERE mode = $compare AND calendar = $calendar AND day >= $from AND day < $to AND day <= $as_of
)
