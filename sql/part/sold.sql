-- Units of `selected_line` sold by product, store and day up to $as_of. Returns do not reduce demand.
sold AS (
    SELECT product_id, store_id, business_date, CAST(sum(quantity) AS DOUBLE) AS units
    FROM selected_line
    WHERE kind = 'sale' AND business_date <= $as_of
    GROUP BY product_id, store_id, business_date
)
