-- What known customers bought, by item: one row a customer, business day, receipt, kind, currency, item and promoted; minor
-- units, thousandths of a unit; customers by number. An item is what $by says: product, category ..., or store, hour, weekday, payment.
-- promoted: at a discount, or in a promotion that covers the product, store and day.
WITH
-- part: selected_line,
goods AS (
    SELECT product_id, sku, department, category, subcategory, brand
    FROM product
    WHERE $by IN ('product', 'department', 'category', 'subcategory', 'brand')
), place AS (
    SELECT store_id, code, region, city, time_zone
    FROM store
    WHERE $by IN ('store', 'region', 'city', 'hour')
), offer AS ( -- one row a product in a promotion
    SELECT coalesce(p.product_id, g.product_id) AS product_id, p.store_id, p.starts_on, coalesce(p.ends_on, DATE '9999-12-31') AS ends_on
    FROM promotion AS p
    LEFT JOIN (SELECT product_id, category FROM product) AS g
        ON p.product_id IS NULL AND (p.category IS NULL OR p.category = g.category)
    WHERE $promotions
), line AS (
    SELECT customer_id, business_date AS day, receipt_key, kind, currency, net_minor, quantity, store_id, product_id, category,
           payment_method, sold_at, coalesce(discount_minor, 0) > 0 AS discounted
    FROM selected_line
    WHERE customer_id IS NOT NULL AND business_date <= $until AND ($currency IS NULL OR currency = $currency)
), keyed AS (
    SELECT line.*,
           CASE $by
               WHEN 'product' THEN goods.sku
               WHEN 'department' THEN goods.department
               WHEN 'category' THEN coalesce(goods.category, line.category)
               WHEN 'subcategory' THEN goods.subcategory
               WHEN 'brand' THEN goods.brand
               WHEN 'store' THEN place.code
               WHEN 'region' THEN place.region
               WHEN 'city' THEN place.city
               WHEN 'payment' THEN line.payment_method
               WHEN 'weekday' THEN strftime(line.day, '%A')
               WHEN 'hour' THEN lpad(CAST(hour(timezone(coalesce(place.time_zone, $time_zone),
                                                        timezone('UTC', line.sold_at))) AS VARCHAR), 2, '0')
           END AS item,
           discounted OR EXISTS (
               SELECT 1 FROM offer
               WHERE offer.product_id = line.product_id AND line.day BETWEEN offer.starts_on AND offer.ends_on
                 AND (offer.store_id IS NULL OR offer.store_id = line.store_id)) AS promoted
    FROM line
    LEFT JOIN goods USING (product_id)
    LEFT JOIN place USING (store_id)
), grouped AS (
    SELECT customer_id, day, receipt_key, currency, coalesce(item, '(none)') AS item, promoted,
           CAST(sum(net_minor) AS BIGINT) AS net_minor,
           CAST(round(coalesce(sum(quantity), 0) * 1000) AS BIGINT) AS quantity_milli
    FROM keyed
    GROUP BY customer_id, day, receipt_key, kind, currency, coalesce(item, '(none)'), promoted
)
SELECT customer_id AS customer, day, receipt_key AS receipt, currency, net_minor, item, promoted, quantity_milli
FROM grouped
