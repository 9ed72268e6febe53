-- Promotions by what they cover (missing: all): product, category, store; span of days, inclusive; percent off, where that is said.
SELECT product, category, store, starts_on, ends_on, CAST(discount_percent AS DOUBLE) AS discount
FROM promotion
ORDER BY starts_on, ends_on, product, category, store
