-- Units and money paid (tax included, major units) by product, store and week with sales; whole weeks from $from to before $to. discounted:
-- of the units, those sold at a discount. Ordered by pool, product, store, week. Categories of few products do not know their weeks: they
-- share those of the department; $narrow: pools are subcategories.
WITH
-- part: selected_line,
sold AS (
    SELECT product_id, store_id, currency, CAST(date_trunc('week', business_date) AS DATE) AS week,
           CAST(sum(quantity) AS DOUBLE) AS units,
           CAST(sum(net_minor + coalesce(tax_minor, 0)) AS DOUBLE) AS paid_minor,
           CAST(sum(CASE WHEN coalesce(discount_minor, 0) > 0 THEN quantity ELSE 0 END) AS DOUBLE) AS discounted
    FROM selected_line
    WHERE kind = 'sale' AND product_id IS NOT NULL AND store_id IS NOT NULL
      AND business_date >= CAST($from AS DATE) + CAST((8 - isodow(CAST($from AS DATE))) % 7 AS INTEGER)
      AND business_date < CAST($to AS DATE) - CAST(isodow(CAST($to AS DATE)) - 1 AS INTEGER)
      AND quantity > 0 AND net_minor > 0 AND ($currency IS NULL OR currency = $currency)
    GROUP BY product_id, store_id, currency, date_trunc('week', business_date)
), goods AS (
    SELECT product_id, sku, department, category, subcategory FROM product
), wide AS (
    SELECT category FROM goods WHERE product_id IN (SELECT product_id FROM sold) GROUP BY category HAVING count(*) >= 10
)
SELECT coalesce(CASE WHEN $narrow THEN coalesce(goods.subcategory, goods.category)
                     WHEN goods.category IN (FROM wide) OR goods.department IS NULL THEN goods.category
                     ELSE goods.department END, '(none)') AS pool,
       goods.sku AS product, store_identity.code AS store, sold.currency, week, units,
       paid_minor / power(10, coalesce(currency.digits, 2)) AS paid, discounted
FROM sold
JOIN goods USING (product_id)
JOIN store_identity USING (store_id)
LEFT JOIN currency ON currency.code = sold.currency
ORDER BY pool, product, store, week
