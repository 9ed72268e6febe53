-- Overrides that hold, by what they cover (missing: any): product, store, series; the newest last. A category names each of its products.
SELECT o.override_id, coalesce(o.product, p.sku) AS product, o.store, o.series_id, o.first_day, o.last_day,
       CAST(o.factor AS DOUBLE) AS factor, CAST(o.units AS DOUBLE) AS units, o.reason, o.author, o.known_on
FROM forecast_override o
LEFT JOIN product p ON o.category IS NOT NULL AND o.category IN (p.department, p.category, p.subcategory)
WHERE o.removed_at IS NULL AND (o.category IS NULL OR p.sku IS NOT NULL AND (o.product IS NULL OR o.product = p.sku))
ORDER BY o.set_at, o.override_id, product
