-- operation: shop.find
-- summary:   Find a product by code, bar code or words: stock here and elsewhere, next delivery, price
-- details:   Stock is by the books: the last count, less what was sold since, with what came since. Bar codes may be typed with or
--            without leading zeros. Words are looked for in name, brand and category; all of them must be there. With --like the answer is
--            what can be offered instead: products of the same category that are in stock here, the nearest price first.
--            Who may see some stores only is told the units in the others, so that a customer can be sent there, and nothing else of them.
-- roles:     analyst inventory management staff
-- scope:     stores
-- uses:      filters limit=20
-- param:     query text positional "code, bar code or words"
-- param:     like product "products similar to this one, instead"
-- param:     on date "day of the price and of what is on its way; the newest day with a sale when not given"
-- column:    product product "product"
-- column:    name text "its description"
-- column:    gtin text "its bar code"
-- column:    category text "its category"
-- column:    currency text "of the price"
-- column:    price decimal "price of one unit on that day, tax as on the label, major units"
-- column:    price_kind text "list, promotion, markdown, or sold: that of the last sale"
-- column:    price_until date "last day of a promotion or markdown"
-- column:    on_hand decimal "units in the chosen stores; missing: never counted"
-- column:    counted_at time "when they were last counted"
-- column:    elsewhere decimal "units in other stores"
-- column:    elsewhere_at text "where: the most first"
-- column:    next_delivery date "when more should come"
-- column:    next_units decimal "units of that delivery"
-- column:    sold_28_days decimal "units sold in the chosen stores in the last 28 days"
-- example:   retailinsight shop find 5012345678900 --store S01
-- example:   retailinsight shop find "oat drink" --store S01
-- example:   retailinsight shop find --like P00078 --store S01
WITH newest AS (
    SELECT coalesce($on, max(business_date)) AS day
    FROM sale_line
    WHERE $stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))
), main_currency AS (
    SELECT arg_max(currency, (lines, currency)) AS main FROM (
        SELECT currency, count(*) AS lines
        FROM sale_line
        WHERE $stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))
        GROUP BY currency
    )
), model AS (
    SELECT product_id, category, list_price FROM product WHERE sku = $like
), candidate AS (
    SELECT product.product_id, sku, name, gtin14, product.category, product.list_price,
           CASE WHEN $like IS NOT NULL THEN 3
                WHEN lower(sku) = lower(coalesce($query, '')) OR ltrim(gtin14, '0') = ltrim(coalesce($query, '?'), '0') THEN 0
                WHEN starts_with(lower(sku), lower(coalesce($query, ''))) THEN 1
                ELSE 2 END AS place,
           abs(coalesce(product.list_price - model.list_price, 0)) AS distance
    FROM product
    LEFT JOIN model ON true
    WHERE coalesce(status, '') <> 'ended'
      AND (len(CAST($where_pairs AS VARCHAR[])) = 0
           OR list_bool_and(list_transform(
                  list_zip(CAST($where_paths AS VARCHAR[]), json_extract_string(attributes, CAST($where_paths AS VARCHAR[]))),
                  lambda pair: list_contains(CAST($where_pairs AS VARCHAR[]), pair[1] || '=' || pair[2]))))
      AND ($products IS NULL OR product.product_id IN (SELECT unnest(CAST($products AS BIGINT[]))))
      AND CASE WHEN $like IS NOT NULL THEN product.category = model.category AND product.product_id <> model.product_id
               ELSE lower(sku) = lower(coalesce($query, '')) OR ltrim(gtin14, '0') = ltrim(coalesce($query, '?'), '0') OR starts_with(lower(sku), lower(coalesce($query, '')))
                    OR list_bool_and(list_transform(string_split(lower(coalesce($query, '')), ' '),
                           lambda word: contains(lower(concat_ws(' ', name, brand, product.category)), word))) END
), looked AS (
    SELECT product_id FROM candidate ORDER BY place, distance, name, sku LIMIT 500
),
-- part: shelf,
here AS (
    SELECT product_id, sum(on_hand) AS on_hand, min(counted_at) AS counted_at
    FROM shelf
    WHERE $stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[])))
    GROUP BY product_id
), elsewhere AS (
    SELECT product_id, sum(on_hand) AS units,
           string_agg(store || ' ' || CAST(CAST(on_hand AS BIGINT) AS VARCHAR), ', ' ORDER BY on_hand DESC, store) AS words
    FROM shelf
    WHERE $stores IS NOT NULL AND store_id NOT IN (SELECT unnest(CAST($stores AS BIGINT[]))) AND on_hand > 0
    GROUP BY product_id
), valid_price AS (
    SELECT product_id, kind, price.price, price.currency, ends_on,
           row_number() OVER (PARTITION BY product_id
                              ORDER BY CASE kind WHEN 'list' THEN 1 ELSE 0 END, price.price, price.store_id IS NULL, starts_on DESC) AS place
    FROM price
    JOIN looked USING (product_id)
    CROSS JOIN newest
    WHERE coalesce(starts_on, DATE '0001-01-01') <= newest.day AND coalesce(ends_on, DATE '9999-12-31') >= newest.day
      AND (price.store_id IS NULL OR $stores IS NULL OR price.store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
), sold AS (
    SELECT product_id, arg_max(unit_price, (sold_at, row_key)) AS unit_price, arg_max(currency, (sold_at, row_key)) AS currency,
           sum(quantity) FILTER (WHERE business_date > newest.day - 28) AS units
    FROM sale_line
    JOIN looked USING (product_id)
    CROSS JOIN newest
    WHERE kind = 'sale' AND business_date <= newest.day
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
    GROUP BY product_id
), coming AS (
    SELECT product_id, expected_on, sum(quantity - coalesce(received, 0)) AS units,
           row_number() OVER (PARTITION BY product_id ORDER BY expected_on) AS place
    FROM purchase_order_line
    JOIN looked USING (product_id)
    CROSS JOIN newest
    WHERE received_on IS NULL AND coalesce(status, '') <> 'cancelled' AND expected_on > newest.day
      AND ($stores IS NULL OR store_id IN (SELECT unnest(CAST($stores AS BIGINT[]))))
    GROUP BY product_id, expected_on
)
SELECT candidate.sku AS product, candidate.name, candidate.gtin14 AS gtin, candidate.category,
       coalesce(valid_price.currency, sold.currency, main, 'XXX') AS currency,
       CAST(coalesce(valid_price.price, candidate.list_price, sold.unit_price) AS DECIMAL(18,6)) AS price,
       CASE WHEN valid_price.price IS NOT NULL THEN valid_price.kind WHEN candidate.list_price IS NOT NULL THEN 'list'
            WHEN sold.unit_price IS NOT NULL THEN 'sold' END AS price_kind,
       CASE WHEN valid_price.kind <> 'list' THEN valid_price.ends_on END AS price_until,
       here.on_hand, here.counted_at, CAST(elsewhere.units AS DECIMAL(38,3)) AS elsewhere, elsewhere.words AS elsewhere_at,
       coming.expected_on AS next_delivery, CAST(coming.units AS DECIMAL(38,3)) AS next_units,
       CAST(sold.units AS DECIMAL(38,3)) AS sold_28_days
FROM candidate
JOIN looked USING (product_id)
CROSS JOIN main_currency
LEFT JOIN here USING (product_id)
LEFT JOIN elsewhere USING (product_id)
LEFT JOIN valid_price ON valid_price.product_id = candidate.product_id AND valid_price.place = 1
LEFT JOIN sold ON sold.product_id = candidate.product_id
LEFT JOIN coming ON coming.product_id = candidate.product_id AND coming.place = 1
WHERE ($like IS NULL OR here.on_hand > 0)
  AND ($currency IS NULL OR coalesce(valid_price.currency, sold.currency, main, 'XXX') = $currency)
ORDER BY candidate.place, distance, name, candidate.sku
LIMIT CASE WHEN $limit > 0 THEN $limit END
